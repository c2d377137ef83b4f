"""What a paid call can fail with, sorted: which kind of problem it is, and whether it may be asked again."""

from collections.abc import Mapping

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    ProxyConnectionError,
    ReadTimeoutError,
)

from .problems import Kind
from .retries import AttemptError

_THROTTLED = {
    "LimitExceededException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ServiceQuotaExceededException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
}
_NOT_READY = {
    "InternalFailure",
    "InternalServerError",
    "InternalServerException",
    "ModelNotReadyException",
    "ServiceUnavailable",
    "ServiceUnavailableException",
}
_NEVER_SENT = (ConnectTimeoutError, EndpointConnectionError, ProxyConnectionError)
_LATE = {"ModelTimeoutException"}
_TOO_LARGE = {"ImageTooLargeException", "TextSizeLimitExceededException"}
NOT_EMULATED = "NotEmulatedLocally"
"""The code with which the local run says that it has no stand-in, and what to do; AWS never sends it."""


def unanswered(name: str, error: BotoCoreError) -> AttemptError:
    """Sort what came without an answer; only what was surely never sent may be asked again."""
    if isinstance(error, _NEVER_SENT):
        return AttemptError(Kind.UNAVAILABLE, f"{name} could not be reached.", retryable=True)
    if isinstance(error, ReadTimeoutError):
        late = f"{name} did not answer in time: send less, or try again."
        return AttemptError(Kind.DEADLINE_EXCEEDED, late, retryable=False, sent=True)
    if isinstance(error, HTTPClientError):
        broke = f"The connection to {name} broke before it answered."
        return AttemptError(Kind.UNAVAILABLE, broke, retryable=False, sent=True)
    return AttemptError(Kind.INTERNAL, f"{name} could not be asked: report the request id.", retryable=False)


def refused(name: str, error: ClientError, *, told: Mapping[str, tuple[str, str]]) -> AttemptError:
    """Sort an error code (each service's API reference, common errors included) into a kind."""
    code = error.response["Error"]["Code"]
    if code in told:
        where, message = told[code]
        return AttemptError(Kind.INVALID_REQUEST, message, retryable=False, field=where)
    if code == NOT_EMULATED:
        return AttemptError(Kind.NOT_EMULATED, str(error.response["Error"]["Message"]), retryable=False)
    if code in _THROTTLED:
        return AttemptError(Kind.THROTTLED, f"{name} has too many requests.", retryable=True)
    if code in _NOT_READY:
        return AttemptError(Kind.UNAVAILABLE, f"{name} is not ready.", retryable=True)
    if code in _LATE:
        return AttemptError(Kind.DEADLINE_EXCEEDED, f"{name} took too long.", retryable=False)
    if code in _TOO_LARGE:
        return AttemptError(Kind.TOO_LARGE, f"{name} takes no body as large as this.", retryable=False)
    return AttemptError(Kind.MODEL_FAILED, f"{name} could not answer this.", retryable=False)
