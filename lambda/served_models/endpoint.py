"""Asking the endpoint: one paid call, retried a few times inside the deadline."""

import re
from dataclasses import dataclass
from typing import Protocol

from http_api import retries
from http_api.problems import Kind, ProblemError
from http_api.retries import Answered, AttemptError, Clock

# One attempt may take this long (the client's read timeout), so one starts only when this much time is left.
ATTEMPT_SECONDS = 20.0
WAKE_SECONDS = 30
"""When to ask again for a component that starts from zero: the alarm looks every 10 to 60 seconds."""
_THROTTLED = {"ThrottlingException", "Throttling", "TooManyRequestsException"}
_NOT_READY = {
    "ServiceUnavailable",
    "InternalFailure",
    "InternalDependencyException",
    "ModelNotReadyException",
}
# What InvokeEndpoint says of an endpoint that does not exist, for example while it is replaced.
_MISSING = "ValidationError"
# And of an inference component without copies; the same code, so only the message tells (SageMaker guide,
# "Scale an endpoint to zero instances").
_NO_CAPACITY = "no capacity"
_VERSION = re.compile(r"(?:^|[;,\s])model-version=([^;,\s]{1,128})")


@dataclass(frozen=True, kw_only=True)
class Address:
    """Whom InvokeEndpoint asks: the endpoint, a component on it, or one model among many behind it.

    With a `url` a container is asked, and there is no endpoint.
    """

    endpoint: str
    component: str | None = None
    target_model: str | None = None
    url: str | None = None


@dataclass(frozen=True, kw_only=True)
class Invoked:
    """The endpoint's answer, and which model version the container says it has."""

    body: bytes
    version: str | None = None


class NoCapacityError(AttemptError):
    """The component has no copies, or the service no tasks; this call has counted as a wish for one."""

    def __init__(self) -> None:
        super().__init__(Kind.UNAVAILABLE, "The model was asleep and is starting.", retryable=False)


class AsleepError(ProblemError):
    """Nobody can answer now; asking has woken the model."""

    def __init__(self) -> None:
        detail = "The model was asleep and is starting: try again, or leave mode=sync away to get a job."
        super().__init__(Kind.UNAVAILABLE, detail, retry_after=WAKE_SECONDS)


def failed(code: str, message: str = "") -> AttemptError:
    """Sort an error of InvokeEndpoint (API reference, common errors included) into a kind."""
    if code in _THROTTLED:
        return AttemptError(Kind.THROTTLED, "The model has too many requests.", retryable=True)
    if code == _MISSING and _NO_CAPACITY in message.lower():
        return NoCapacityError()
    if code in _NOT_READY or code == _MISSING:
        return AttemptError(Kind.UNAVAILABLE, "The model is not ready.", retryable=code != _MISSING)
    return AttemptError(Kind.MODEL_FAILED, "The model could not answer these rows.", retryable=False)


def version_of(attributes: str | None) -> str | None:
    """Read the version from an answer's CustomAttributes, which may hold others beside it."""
    found = _VERSION.search(attributes or "")
    return found[1] if found else None


class InvokeEndpoint(Protocol):
    """The paid call: JSON in, the answer out; raises AttemptError."""

    def __call__(self, *, address: Address, body: bytes, attributes: str) -> Invoked:
        """Ask the endpoint once."""


def ask(
    invoke: InvokeEndpoint,
    *,
    address: Address,
    body: bytes,
    request_id: str,
    remaining: float,
    clock: Clock,
    attempt_seconds: float = ATTEMPT_SECONDS,
) -> Answered[Invoked]:
    """Ask the endpoint within `remaining` seconds; a ProblemError says which limit was met."""
    try:
        return retries.attempt(
            lambda: invoke(address=address, body=body, attributes=f"request-id={request_id}"),
            remaining=remaining,
            attempt_seconds=attempt_seconds,
            late="No time was left to ask the model: try again.",
            clock=clock,
        )
    except ProblemError as error:
        if isinstance(error.__cause__, NoCapacityError):
            raise AsleepError from error
        raise
