"""Problem answers (RFC 9457): every error a client can get from the function."""

from collections.abc import Sequence
from enum import Enum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS_LISTED = 20
LONGEST_NAME = 80


class Kind(Enum):
    """A kind of problem: the last part of its `type`, its status code and its title."""

    INVALID_REQUEST = ("invalid-request", 400, "The request is not valid")
    UNAUTHORIZED = ("unauthorized", 401, "Credentials are missing or not valid")
    FORBIDDEN = ("forbidden", 403, "The request is not allowed")
    NOT_FOUND = ("not-found", 404, "Nothing is here")
    NOT_ACCEPTABLE = ("not-acceptable", 406, "No acceptable answer format")
    TOO_LARGE = ("too-large", 413, "The request is too large")
    UNSUPPORTED_MEDIA_TYPE = ("unsupported-media-type", 415, "The body's format is not supported")
    THROTTLED = ("throttled", 429, "Too many requests")
    INTERNAL = ("internal", 500, "The service failed")
    NOT_EMULATED = ("not-emulated", 501, "Nothing on this machine can answer this")
    MODEL_FAILED = ("model-failed", 502, "The model failed")
    UNAVAILABLE = ("unavailable", 503, "The service is not ready")
    DEADLINE_EXCEEDED = ("deadline-exceeded", 504, "The model took too long")

    def __init__(self, slug: str, status: int, title: str) -> None:
        self.type = f"urn:problem-type:lab2api:{slug}"
        self.status = status
        self.title = title


class FieldError(BaseModel):
    """One fault in the request: where it is and what is wanted there."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    field: Annotated[str, Field(description="Path of the value, e.g. `instances[3].mean radius`.")]
    message: Annotated[str, Field(description="What is wrong and what is wanted instead.")]


class Problem(BaseModel):
    """An RFC 9457 problem; `request_id` finds it in the logs, from the edge to the container."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    type: Annotated[str, Field(description="URI that names the kind of problem.")]
    title: Annotated[str, Field(description="The kind of problem in words; the same for every occurrence.")]
    status: Annotated[int, Field(ge=400, le=599, description="The HTTP status code.")]
    detail: Annotated[str, Field(description="What happened this time and what to do next.")]
    instance: Annotated[str | None, Field(description="The path that was requested.")] = None
    request_id: Annotated[str, Field(description="The request id, also in the header `x-request-id`.")]
    errors: Annotated[
        tuple[FieldError, ...] | None, Field(description=f"The faults, at most {MOST_ERRORS_LISTED}.")
    ] = None


class ProblemError(Exception):
    """Raised anywhere in the function to answer with a problem; `retry_after` is in seconds."""

    def __init__(
        self, kind: Kind, detail: str, *, errors: Sequence[FieldError] = (), retry_after: int | None = None
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.errors = tuple(errors[:MOST_ERRORS_LISTED])
        self.retry_after = retry_after

    def problem(self, *, request_id: str, path: str) -> Problem:
        """Build the body of the answer."""
        return Problem(
            type=self.kind.type,
            title=self.kind.title,
            status=self.kind.status,
            detail=self.detail,
            instance=path,
            request_id=request_id,
            errors=self.errors or None,
        )


def told(problem: Problem, *, retry_after: int | None = None) -> ProblemError:
    """Raise again what was kept as a problem, for another request."""
    kind = next((kind for kind in Kind if kind.type == problem.type), Kind.INTERNAL)
    return ProblemError(kind, problem.detail, errors=problem.errors or (), retry_after=retry_after)


def invalid(field: str, message: str) -> ProblemError:
    """Build the 400 for one fault."""
    return ProblemError(
        Kind.INVALID_REQUEST, f"{field}: {message}", errors=[FieldError(field=field, message=message)]
    )


def printable(name: str) -> str:
    """Make a client's name safe to repeat: no lone surrogates or controls, and not long."""
    cut = name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME] + "..."
    return "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in cut)
