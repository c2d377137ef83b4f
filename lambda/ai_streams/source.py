"""A turn of Bedrock as server-sent events: its text in NFC, then what it took."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from ai_chat.answers import TokenUsage, is_blocked, stop_reason
from ai_chat.bedrock import REFUSED
from ai_chat.found import Counted
from http_api.metered import Work
from http_api.prices import PriceList
from http_api.problems import Kind, ProblemError
from http_api.usage import BASIS_HEADER, PRICE_HEADER, STAND_IN_HEADER, UNITS_HEADER
from http_streams.aws_events import AwsStream, read_events
from http_streams.composing import Composer
from http_streams.events import Delta, Event

from .answers import ChatDone


class ChatSource:
    """Reads one stream; Bedrock counts at the end, so who leaves before it is not counted."""

    def __init__(self, stream: AwsStream, *, work: Work, prices: PriceList, request_id: str) -> None:
        self._stream = stream
        self._work = work
        self._prices = prices
        self._request_id = request_id
        self._composer = Composer()
        self._stop = ""
        self._counted: Counted | None = None

    @property
    def headers(self) -> Mapping[str, str]:
        """Name the stand-in, if one answers."""
        told = self._work.usage.headers(self._prices)
        return {name: value for name, value in told.items() if name == STAND_IN_HEADER}

    def events(self) -> Iterator[Event]:
        """Yield the text as it comes, then the account."""
        for event in read_events(self._stream, name="bedrock", fields=REFUSED):
            if text := self._read(event):
                yield Delta(text=text)
        if rest := self._composer.rest():
            yield Delta(text=rest)
        yield self._done()

    def _read(self, event: Mapping[str, Any]) -> str:
        """Take note of an event and return the text in it."""
        if "contentBlockDelta" in event:
            return self._composer.feed(event["contentBlockDelta"]["delta"].get("text", ""))
        if "messageStop" in event:
            self._stop = event["messageStop"]["stopReason"]
        if "metadata" in event:
            self._count(event["metadata"])
        return ""

    def _count(self, metadata: Mapping[str, Any]) -> None:
        try:
            counted = Counted.model_validate(metadata)
        except ValidationError as error:
            raise _junk("its account has another shape than documented") from error
        usage = self._work.usage
        usage.add("bedrock:ConverseStream.InputTokens", counted.usage.input_tokens)
        usage.add("bedrock:ConverseStream.OutputTokens", counted.usage.output_tokens)
        usage.add("bedrock:ApplyGuardrail.ContentPolicyUnits", counted.guardrail_units)
        self._counted = counted

    def _done(self) -> ChatDone:
        if self._counted is None or not self._stop:
            raise _junk("it ended before it was whole")
        told = self._work.usage.headers(self._prices)
        return ChatDone(
            stop_reason=stop_reason(self._stop),
            blocked=is_blocked(self._stop),
            usage=TokenUsage(
                input_tokens=self._counted.usage.input_tokens,
                output_tokens=self._counted.usage.output_tokens,
            ),
            units=told[UNITS_HEADER],
            price_usd=told[PRICE_HEADER],
            price_basis=told[BASIS_HEADER],
            request_id=self._request_id,
        )


def _junk(reason: str) -> ProblemError:
    return ProblemError(Kind.MODEL_FAILED, f"The answer of bedrock cannot be used: {reason}.")
