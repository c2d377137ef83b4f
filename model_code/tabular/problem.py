"""Errors a caller can mend, as problem details (RFC 9457)."""

from dataclasses import dataclass
from http import HTTPStatus

import orjson

PROBLEM_JSON = "application/problem+json"
MOST_ERRORS = 20
"""A table in which every cell is wrong is explained by its first cells."""


@dataclass(frozen=True, kw_only=True)
class FieldError:
    """One wrong place of a request, e.g. field `instances[0].mean radius`."""

    field: str
    message: str


class RequestError(Exception):
    """A request that is refused: HTTP `status`, one-sentence `detail`, and the fields to mend."""

    def __init__(self, status: HTTPStatus, detail: str, *, errors: tuple[FieldError, ...] = ()) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = errors[:MOST_ERRORS]

    def body(self) -> bytes:
        """Encode the problem as UTF-8 JSON."""
        problem: dict[str, object] = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
        }
        if self.errors:
            problem["errors"] = self.errors
        return orjson.dumps(problem)


def invalid(*errors: FieldError) -> RequestError:
    """Make a 400 from the fields that are wrong."""
    first = errors[0]
    return RequestError(HTTPStatus.BAD_REQUEST, f"{first.field}: {first.message}", errors=errors)
