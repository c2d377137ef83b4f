"""One documented problem of each kind, with an example of its body."""

from dataclasses import dataclass
from typing import Any

from .problems import MEDIA_TYPE, FieldError, Kind, Problem

REQUEST_ID = "6f3c1f0e-2f0b-4a52-9b0e-0d8d3b1f7c11"


@dataclass(frozen=True)
class Documented:
    """When a kind of problem is answered, an example's detail, and whether `retry-after` comes with it."""

    when: str
    detail: str
    retry: bool = False
    field: str | None = None


PROBLEM_DETAILS = {
    Kind.INVALID_REQUEST: Documented(
        "The request is not what this document says, or the service refused it; "
        "what was used before that is in x-lab2api-units.",
        "instances[3].mean radius: must be a finite number that a float32 can hold",
        field="instances[3].mean radius",
    ),
    Kind.UNAUTHORIZED: Documented("The token is missing or expired.", "Send a valid token."),
    Kind.FORBIDDEN: Documented(
        "The key or signature is missing or unknown, the firewall refused, or the route does not exist.",
        "Forbidden",
    ),
    Kind.NOT_FOUND: Documented(
        "No model, job, feature group or record of this name.",
        "No such model is served: GET /v1/models lists those that are.",
    ),
    Kind.NOT_ACCEPTABLE: Documented(
        "The Accept header leaves no format.", "The answer can be application/json or text/csv."
    ),
    Kind.TOO_LARGE: Documented(
        "The body is above the byte limit.",
        "The body is larger than 1048576 bytes: send it in several requests.",
    ),
    Kind.UNSUPPORTED_MEDIA_TYPE: Documented(
        "The body is none of the documented formats, whatever its header says.",
        "Send the header content-type: application/json, or text/csv; text in UTF-8.",
    ),
    Kind.THROTTLED: Documented(
        "Above the usage plan's rate or quota, or the model has too many requests.",
        "Too Many Requests",
        retry=True,
    ),
    Kind.INTERNAL: Documented("A fault of the service.", "Report the request id if it happens again."),
    Kind.NOT_EMULATED: Documented(
        "In the local run only: no honest stand-in exists; the detail says what to do.",
        "Nothing on this machine answers this: pass the service on to your AWS account.",
    ),
    Kind.MODEL_FAILED: Documented(
        "The model failed, or its answer cannot be passed on.",
        "The model's answer cannot be used: it has 1 predictions for 2 rows.",
        retry=True,
    ),
    Kind.UNAVAILABLE: Documented("The model or service is not ready.", "The model is not ready.", retry=True),
    Kind.DEADLINE_EXCEEDED: Documented(
        "No answer within the time limit.", "The model did not answer in time.", retry=True
    ),
}


def problem_response(kind: Kind) -> dict[str, Any]:
    """Describe a kind of problem."""
    headers = {"x-request-id": {"$ref": "#/components/headers/request_id"}}
    if PROBLEM_DETAILS[kind].retry:
        headers["retry-after"] = {"$ref": "#/components/headers/retry_after"}
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example_problem(kind)}
    return {
        "description": f"{kind.title}. {PROBLEM_DETAILS[kind].when}",
        "headers": headers,
        "content": {MEDIA_TYPE: content},
    }


def example_problem(kind: Kind) -> dict[str, Any]:
    """Build the example body of a kind."""
    documented = PROBLEM_DETAILS[kind]
    errors = None
    if documented.field is not None:
        message = documented.detail.removeprefix(f"{documented.field}: ")
        errors = (FieldError(field=documented.field, message=message),)
    problem = Problem(
        type=kind.type,
        title=kind.title,
        status=kind.status,
        detail=documented.detail,
        instance="/v1/models/breast-cancer/predictions",
        request_id=REQUEST_ID,
        errors=errors,
    )
    return problem.model_dump(mode="json", exclude_none=True)
