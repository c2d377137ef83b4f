"""Chat and summaries: each reads the request, asks the model once and writes the answer."""

import unicodedata

from http_api.metered import MeteredRoutes
from http_api.prices import PriceList
from http_api.resolver import Response
from http_api.telemetry import Telemetry

from .answers import AssistantMessage, ChatAnswer, SummaryAnswer, TokenUsage, is_blocked, stop_reason
from .bedrock import Bedrock
from .found import FoundTurn
from .requests import ChatRequest, SummaryRequest
from .settings import Settings
from .summaries import turn_for
from .turns import turn_of


class Routes(MeteredRoutes):
    """Two routes on one resolver; `handle(event, context)` answers an event."""

    def __init__(
        self, *, settings: Settings, telemetry: Telemetry, prices: PriceList, bedrock: Bedrock
    ) -> None:
        super().__init__(telemetry=telemetry, prices=prices, max_body_bytes=settings.max_body_bytes)
        self._settings = settings
        self._bedrock = bedrock
        self.app.post("/v1/ai/chat")(self.chat)
        self.app.post("/v1/ai/summaries")(self.summaries)

    def chat(self) -> Response[str]:
        """POST /v1/ai/chat."""
        request = self.read_json(ChatRequest)
        turn = turn_of(request, settings=self._settings)
        found = self._bedrock.converse(turn, work=self.work())
        return self.answer(
            ChatAnswer(
                message=AssistantMessage(content=_text(found)),
                stop_reason=stop_reason(found.stop_reason),
                blocked=is_blocked(found.stop_reason),
                usage=_usage(found),
                request_id=self.request_id,
            )
        )

    def summaries(self) -> Response[str]:
        """POST /v1/ai/summaries."""
        request = self.read_json(SummaryRequest)
        self.limit_text({"text": request.text}, most=self._settings.max_text_bytes)
        turn = turn_for(request, max_tokens=self._settings.max_output_tokens)
        found = self._bedrock.converse(turn, work=self.work())
        return self.answer(
            SummaryAnswer(
                summary=_text(found),
                stop_reason=stop_reason(found.stop_reason),
                blocked=is_blocked(found.stop_reason),
                usage=_usage(found),
                request_id=self.request_id,
            )
        )


def _text(found: FoundTurn) -> str:
    return unicodedata.normalize("NFC", found.text)


def _usage(found: FoundTurn) -> TokenUsage:
    return TokenUsage(input_tokens=found.usage.input_tokens, output_tokens=found.usage.output_tokens)
