"""What stands for boto3's event streams: a list that is yielded, with things done in between."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from threading import Event
from typing import Any

from botocore.exceptions import EventStreamError

WAIT_SECONDS = 60.0
Item = dict[str, Any] | Exception | Callable[[], object]


@dataclass
class FakeStream:
    """Yields events; an exception is raised, anything callable is called."""

    items: Iterable[Item]
    closed: Event = field(default_factory=Event)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for item in self.items:
            if isinstance(item, Exception):
                raise item
            if isinstance(item, dict):
                yield item
            else:
                item()

    def close(self) -> None:
        self.closed.set()


def waits(event: Event) -> Callable[[], object]:
    """An item that comes to an end when the test says so."""

    def wait() -> None:
        assert event.wait(WAIT_SECONDS)

    return wait


def broken(code: str) -> EventStreamError:
    """What botocore raises for an exception in a stream; the message holds what no client may see."""
    message = "arn:aws:bedrock:us-east-1:123456789012:secret"
    return EventStreamError({"Error": {"Code": code, "Message": message}}, "ConverseStream")


def delta(text: str) -> dict[str, Any]:
    return {"contentBlockDelta": {"delta": {"text": text}, "contentBlockIndex": 0}}


def ending(*, stop: str = "end_turn", asked: int = 4, given: int = 7) -> list[Item]:
    """The last events of a turn, with what the guardrail looked at."""
    usage = {"inputTokens": asked, "outputTokens": given, "totalTokens": asked + given}
    assessed = {"invocationMetrics": {"usage": {"contentPolicyUnits": 1}}}
    trace = {"guardrail": {"inputAssessment": {"g": assessed}, "outputAssessments": {"g": [assessed] * 2}}}
    return [
        {"contentBlockStop": {"contentBlockIndex": 0}},
        {"messageStop": {"stopReason": stop}},
        {"metadata": {"usage": usage, "metrics": {"latencyMs": 1}, "trace": trace}},
    ]


def turn(*texts: str, **end: Any) -> list[Item]:
    return [{"messageStart": {"role": "assistant"}}, *map(delta, texts), *ending(**end)]


def part(data: bytes) -> dict[str, Any]:
    return {"PayloadPart": {"Bytes": data}}
