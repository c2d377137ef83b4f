"""Chat and summaries: each reads the request, asks the model once and writes the answer."""

import unicodedata
from typing import cast, get_args

from aws_lambda_powertools.event_handler import Response

from http_api.metered import MeteredRoutes
from http_api.prices import PriceList
from http_api.problems import invalid
from http_api.telemetry import Telemetry

from .answers import AssistantMessage, ChatAnswer, StopReason, SummaryAnswer, TokenUsage
from .bedrock import Bedrock, Turn
from .found import FoundTurn
from .requests import ChatRequest, SummaryRequest
from .settings import Settings
from .summaries import turn_for

_STOP_REASONS = get_args(get_args(StopReason)[0])


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
        texts = {f"messages[{i}].content": m.content for i, m in enumerate(request.messages)}
        self.limit_text(texts, most=self._settings.max_text_bytes)
        turn = Turn(
            messages=[(message.role, message.content) for message in request.messages],
            max_tokens=self._tokens(request.max_tokens),
            temperature=request.temperature,
            system=request.system,
        )
        found = self._bedrock.converse(turn, work=self.work())
        return self.answer(
            ChatAnswer(
                message=AssistantMessage(content=_text(found)),
                stop_reason=_stop_reason(found),
                blocked=_blocked(found),
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
                stop_reason=_stop_reason(found),
                blocked=_blocked(found),
                usage=_usage(found),
                request_id=self.request_id,
            )
        )

    def _tokens(self, wanted: int | None) -> int:
        most = self._settings.max_output_tokens
        if wanted is not None and wanted > most:
            raise invalid("max_tokens", f"is above {most}, the most of this environment")
        return wanted or most


def _text(found: FoundTurn) -> str:
    return unicodedata.normalize("NFC", found.text)


def _stop_reason(found: FoundTurn) -> StopReason:
    known = found.stop_reason if found.stop_reason in _STOP_REASONS else "other"
    return cast(StopReason, known)


def _blocked(found: FoundTurn) -> bool:
    return found.stop_reason == "guardrail_intervened"


def _usage(found: FoundTurn) -> TokenUsage:
    return TokenUsage(input_tokens=found.usage.input_tokens, output_tokens=found.usage.output_tokens)
