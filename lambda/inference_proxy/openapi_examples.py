"""Examples for the OpenAPI document: one real request, its answers, and one problem of each kind."""

from dataclasses import dataclass
from typing import Any

from .problems import FieldError, Kind, Problem

REQUEST_ID = "6f3c1f0e-2f0b-4a52-9b0e-0d8d3b1f7c11"
MODEL = "breast-cancer"

POSITIONAL = {"instances": [[17.99, 10.38], [13.54, 14.36]]}
NAMED = {"instances": [{"mean radius": 17.99, "mean texture": 10.38}]}
LINES = "mean radius,mean texture\n17.99,10.38\n13.54,14.36\n"
PREDICTIONS = {
    "model": MODEL,
    "version": "starter",
    "predictions": [
        {"label": "malignant", "probabilities": {"benign": 0.01, "malignant": 0.99}},
        {"label": "benign", "probabilities": {"benign": 0.97, "malignant": 0.03}},
    ],
    "request_id": REQUEST_ID,
}
PREDICTED_LINES = "label,benign,malignant\r\nmalignant,0.01,0.99\r\nbenign,0.97,0.03\r\n"


@dataclass(frozen=True)
class Documented:
    """When a kind of problem is answered, an example's detail, and whether `retry-after` comes with it."""

    when: str
    detail: str
    retry: bool = False
    field: str | None = None


PROBLEM_DETAILS = {
    Kind.INVALID_REQUEST: Documented(
        "The body is not JSON or CSV, or a row does not fit the model card; no model was asked.",
        "instances[3].mean radius: must be a finite number that a float32 can hold",
        field="instances[3].mean radius",
    ),
    Kind.UNAUTHORIZED: Documented("The token is missing or expired.", "Send a valid token."),
    Kind.FORBIDDEN: Documented(
        "The key or signature is missing or unknown, the firewall refused, or the route does not exist.",
        "Forbidden",
    ),
    Kind.NOT_FOUND: Documented(
        "No model of this name is served.", "No such model is served: GET /v1/models lists those that are."
    ),
    Kind.NOT_ACCEPTABLE: Documented(
        "The Accept header leaves no format.", "The answer can be application/json or text/csv."
    ),
    Kind.TOO_LARGE: Documented(
        "The body is above the byte limit.",
        "The body is larger than 1048576 bytes: send the rows in several requests.",
    ),
    Kind.UNSUPPORTED_MEDIA_TYPE: Documented(
        "The body is neither JSON nor CSV in UTF-8.",
        "Send the header content-type: application/json, or text/csv, in UTF-8.",
    ),
    Kind.THROTTLED: Documented(
        "Above the usage plan's rate or quota, or the model has too many requests.",
        "Too Many Requests",
        retry=True,
    ),
    Kind.INTERNAL: Documented("A fault of the service.", "Report the request id if it happens again."),
    Kind.MODEL_FAILED: Documented(
        "The model failed, or its answer is not one prediction a row.",
        "The model's answer cannot be used: it has 1 predictions for 2 rows.",
    ),
    Kind.UNAVAILABLE: Documented(
        "The model is being started or replaced.", "The model is not ready.", retry=True
    ),
    Kind.DEADLINE_EXCEEDED: Documented(
        "No answer within the time limit.", "The model did not answer in time."
    ),
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
        instance=f"/v1/models/{MODEL}/predictions",
        request_id=REQUEST_ID,
        errors=errors,
    )
    return problem.model_dump(mode="json", exclude_none=True)
