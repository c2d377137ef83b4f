"""Asking the endpoint: one paid call, retried a few times inside the deadline."""

from typing import Protocol

from http_api import retries
from http_api.problems import Kind
from http_api.retries import Answered, AttemptError, Clock

# One attempt may take this long (the client's read timeout), so one starts only when this much time is left.
ATTEMPT_SECONDS = 20.0
_THROTTLED = {"ThrottlingException", "Throttling", "TooManyRequestsException"}
_NOT_READY = {
    "ServiceUnavailable",
    "InternalFailure",
    "InternalDependencyException",
    "ModelNotReadyException",
}
# What InvokeEndpoint says of an endpoint that does not exist, for example while it is replaced.
_MISSING = "ValidationError"


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


def ask(
    invoke: InvokeEndpoint, *, endpoint: str, body: bytes, request_id: str, remaining: float, clock: Clock
) -> Answered[bytes]:
    """Ask the endpoint within `remaining` seconds; a ProblemError says which limit was met."""
    return retries.attempt(
        lambda: invoke(endpoint=endpoint, body=body, attributes=f"request-id={request_id}"),
        remaining=remaining,
        attempt_seconds=ATTEMPT_SECONDS,
        late="No time was left to ask the model: try again.",
        clock=clock,
    )
