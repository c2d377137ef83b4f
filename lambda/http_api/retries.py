"""Bounded retries with full jitter, always inside the caller's deadline. Seconds throughout."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from .problems import FieldError, Kind, ProblemError

MOST_ATTEMPTS = 3
# Time kept for building and sending the answer.
MARGIN_SECONDS = 0.5
# "Exponential backoff and jitter", AWS Architecture Blog 2015: sleep = random(0, min(cap, base * 2^attempt)).
BASE_SECONDS = 0.1
CAP_SECONDS = 1.0
RETRY_AFTER_SECONDS = {
    Kind.THROTTLED: 1,
    Kind.UNAVAILABLE: 5,
    # A container that ended under the request fails it like one that cannot answer it; it is back in seconds.
    Kind.MODEL_FAILED: 5,
    Kind.DEADLINE_EXCEEDED: 5,
}

# SnapStart restores one memory image many times: a seeded generator would give every copy the same jitter.
_SYSTEM_RANDOM = random.SystemRandom()
T = TypeVar("T")


class AttemptError(Exception):
    """One attempt failed; `kind`, `detail` and `field` are what the client is told at the end.

    `sent` says that the request went out and nothing came back: it may have been paid for.
    """

    def __init__(
        self, kind: Kind, detail: str, *, retryable: bool, field: str | None = None, sent: bool = False
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.retryable = retryable
        self.field = field
        self.sent = sent


@dataclass(frozen=True)
class Clock:
    """Time and chance, injected so that tests own them."""

    now: Callable[[], float] = field(default=time.monotonic)
    sleep: Callable[[float], None] = field(default=time.sleep)
    uniform: Callable[[float, float], float] = field(default=_SYSTEM_RANDOM.uniform)


@dataclass(frozen=True)
class Answered(Generic[T]):
    """What the call returned, and what it took."""

    payload: T
    attempts: int
    seconds: float


def attempt(
    call: Callable[[], T], *, remaining: float, attempt_seconds: float, late: str, clock: Clock
) -> Answered[T]:
    """Call within `remaining` seconds; a ProblemError says which limit was met, `late` when it was time.

    One attempt may take `attempt_seconds` (the client's timeouts), so one starts only when this much is left.
    """
    started = clock.now()
    for number in range(1, MOST_ATTEMPTS + 1):
        if remaining - (clock.now() - started) < attempt_seconds + MARGIN_SECONDS:
            raise ProblemError(Kind.DEADLINE_EXCEEDED, late)
        try:
            payload = call()
        except AttemptError as error:
            pause = clock.uniform(0.0, min(CAP_SECONDS, BASE_SECONDS * 2**number))
            needed = clock.now() - started + pause + attempt_seconds + MARGIN_SECONDS
            if not error.retryable or number == MOST_ATTEMPTS or needed > remaining:
                raise told(error) from error
            clock.sleep(pause)
        else:
            return Answered(payload=payload, attempts=number, seconds=clock.now() - started)
    raise AssertionError("unreachable: the last attempt returns or raises")


def told(error: AttemptError) -> ProblemError:
    """Make the problem that the client gets of an attempt that was the last."""
    errors = [] if error.field is None else [FieldError(field=error.field, message=error.detail)]
    detail = error.detail if error.field is None else f"{error.field}: {error.detail}"
    return ProblemError(error.kind, detail, errors=errors, retry_after=RETRY_AFTER_SECONDS.get(error.kind))
