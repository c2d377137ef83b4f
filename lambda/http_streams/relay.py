"""From a source to bytes for the client: within a time and a length, with heartbeats while nothing comes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from http_api.problems import Kind, ProblemError

from .events import HEARTBEAT, Source, encode
from .pump import Pump, Signal


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one stream may take. API Gateway closes a stream that is silent for 30 s (edge) or 5 minutes.

    Source: API Gateway guide, "Stream the integration response": idle timeouts.
    """

    seconds: float
    heartbeat_seconds: float = 10.0
    most_bytes: int = 1024 * 1024


def relay(source: Source, *, limits: Limits, remaining: Callable[[], float]) -> Iterator[bytes]:
    """Yield framed events and heartbeats; a ProblemError says which limit was met, or what broke."""
    pump, sent = Pump(source), 0
    try:
        while (left := remaining()) > 0:
            item = pump.next(seconds=min(left, limits.heartbeat_seconds))
            if item is Signal.IDLE:
                yield HEARTBEAT
                continue
            if item is Signal.END:
                return
            chunk = encode(item)
            sent += len(chunk)
            if sent > limits.most_bytes:
                raise ProblemError(
                    Kind.MODEL_FAILED, f"The answer is longer than {limits.most_bytes} bytes: ask for less."
                )
            yield chunk
        raise ProblemError(
            Kind.DEADLINE_EXCEEDED, f"The answer took longer than {limits.seconds:.0f} s: ask for less."
        )
    finally:
        pump.stop()
