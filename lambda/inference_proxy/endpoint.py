"""Asking the endpoint: bounded retries with full jitter, always inside the caller's deadline."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from .problems import Kind, ProblemError

# One attempt may take this long (the client's read timeout), so one starts only when this much time is left.
ATTEMPT_SECONDS = 20.0
# Time kept for building and sending the answer.
MARGIN_SECONDS = 0.5
MOST_ATTEMPTS = 3
# "Exponential backoff and jitter", AWS Architecture Blog 2015: sleep = random(0, min(cap, base * 2^attempt)).
BASE_SECONDS = 0.1
CAP_SECONDS = 1.0
_THROTTLED = {"ThrottlingException", "Throttling", "TooManyRequestsException"}
_NOT_READY = {
    "ServiceUnavailable",
    "InternalFailure",
    "InternalDependencyException",
    "ModelNotReadyException",
}
# What InvokeEndpoint says of an endpoint that does not exist, for example while it is replaced.
_MISSING = "ValidationError"

RETRY_AFTER_SECONDS = {Kind.THROTTLED: 1, Kind.UNAVAILABLE: 5}


class AttemptError(Exception):
    """One attempt failed; `kind` is what the client is told when no attempt is left."""

    def __init__(self, kind: Kind, detail: str, *, retryable: bool) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.retryable = retryable


def failed(code: str) -> AttemptError:
    """Sort an error code of InvokeEndpoint (API reference, common errors included) into a kind."""
    if code in _THROTTLED:
        return AttemptError(Kind.THROTTLED, "The model has too many requests.", retryable=True)
    if code in _NOT_READY or code == _MISSING:
        return AttemptError(Kind.UNAVAILABLE, "The model is not ready.", retryable=code != _MISSING)
    return AttemptError(Kind.MODEL_FAILED, "The model could not answer these rows.", retryable=False)


class InvokeEndpoint(Protocol):
    """The paid call: JSON in, the answer's bytes out; raises AttemptError."""

    def __call__(self, *, endpoint: str, body: bytes, attributes: str) -> bytes:
        """Ask the endpoint once."""


# SnapStart restores one memory image many times: a seeded generator would give every copy the same jitter.
_SYSTEM_RANDOM = random.SystemRandom()


@dataclass(frozen=True)
class Clock:
    """Time and chance, injected so that tests own them. Seconds throughout."""

    now: Callable[[], float] = field(default=time.monotonic)
    sleep: Callable[[float], None] = field(default=time.sleep)
    uniform: Callable[[float, float], float] = field(default=_SYSTEM_RANDOM.uniform)


@dataclass(frozen=True)
class Answered:
    """What the endpoint said, and what it took."""

    payload: bytes
    attempts: int
    seconds: float


def ask(
    invoke: InvokeEndpoint, *, endpoint: str, body: bytes, request_id: str, remaining: float, clock: Clock
) -> Answered:
    """Ask the endpoint within `remaining` seconds; a ProblemError says which limit was met."""
    started = clock.now()
    for attempt in range(1, MOST_ATTEMPTS + 1):
        if remaining - (clock.now() - started) < ATTEMPT_SECONDS + MARGIN_SECONDS:
            raise ProblemError(Kind.DEADLINE_EXCEEDED, "No time was left to ask the model: try again.")
        try:
            payload = invoke(endpoint=endpoint, body=body, attributes=f"request-id={request_id}")
        except AttemptError as error:
            pause = clock.uniform(0.0, min(CAP_SECONDS, BASE_SECONDS * 2**attempt))
            needed = clock.now() - started + pause + ATTEMPT_SECONDS + MARGIN_SECONDS
            if not error.retryable or attempt == MOST_ATTEMPTS or needed > remaining:
                raise _told(error) from error
            clock.sleep(pause)
        else:
            return Answered(payload=payload, attempts=attempt, seconds=clock.now() - started)
    raise AssertionError("unreachable: the last attempt returns or raises")


def _told(error: AttemptError) -> ProblemError:
    return ProblemError(error.kind, error.detail, retry_after=RETRY_AFTER_SECONDS.get(error.kind))
