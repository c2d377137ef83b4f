"""Streamed chat: the request of POST /v1/ai/chat, answered piece by piece."""

from typing import Any

from ai_chat.requests import ChatRequest
from ai_chat.turns import turn_of
from http_api.metered import Work
from http_api.prices import PriceList
from http_streams.events import Source
from http_streams.exchange import StreamRequest
from http_streams.routes import StreamRoutes

from .bedrock import BedrockStream
from .settings import Settings
from .source import ChatSource


class Routes(StreamRoutes):
    """The one route."""

    def __init__(
        self, *, settings: Settings, prices: PriceList, bedrock: BedrockStream, **shared: Any
    ) -> None:
        super().__init__(prices=prices, max_body_bytes=settings.max_body_bytes, **shared)
        self._settings = settings
        self._chat_prices = prices
        self._bedrock = bedrock
        self.app.post("/v1/ai/chat/stream")(self.chat)

    def chat(self, request: StreamRequest, work: Work) -> Source:
        """POST /v1/ai/chat/stream."""
        turn = turn_of(self.read_json(request, ChatRequest), settings=self._settings)
        stream = self._bedrock.open(turn, work=work)
        return ChatSource(stream, work=work, prices=self._chat_prices, request_id=request.request_id)
