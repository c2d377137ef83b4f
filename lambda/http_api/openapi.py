"""The parts that every route's description in the OpenAPI document is made of; `make openapi` uses them."""

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel

from .negotiation import JSON
from .problems import Kind
from .uploads import EXAMPLE_ADDRESS, UploadRequest

# What API Gateway itself, or a fault of ours, can answer on any route.
EVERYWHERE = (Kind.UNAUTHORIZED, Kind.FORBIDDEN, Kind.THROTTLED, Kind.INTERNAL, Kind.DEADLINE_EXCEEDED)
# What any route to a paid service can answer besides.
PAID = (
    Kind.INVALID_REQUEST,
    Kind.NOT_ACCEPTABLE,
    Kind.TOO_LARGE,
    Kind.UNSUPPORTED_MEDIA_TYPE,
    Kind.NOT_EMULATED,
    Kind.MODEL_FAILED,
    Kind.UNAVAILABLE,
)
METERED_HEADERS = ("units", "unanswered", "price_usd", "price_basis", "stand_in")


def schema(model: type[BaseModel]) -> dict[str, Any]:
    """Point at the schema of a model."""
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def json_body(model: type[BaseModel], *, example: Any) -> dict[str, Any]:
    """Describe a JSON body."""
    return {"required": True, "content": {JSON: {"schema": schema(model), "example": example}}}


def file_body(media_types: Iterable[str]) -> dict[str, Any]:
    """Describe a body that is a file of one of the types, or names an uploaded one."""
    named = {"schema": schema(UploadRequest), "example": {"s3_uri": EXAMPLE_ADDRESS}}
    return {
        "required": True,
        "description": "The file itself, up to 4 MiB, or the address that POST /v1/ai/uploads gave.",
        "content": {**{media_type: {"schema": {}} for media_type in media_types}, JSON: named},
    }


def ok(content: dict[str, Any], *, headers: Iterable[str] = ()) -> dict[str, Any]:
    """Describe an answer; every one has the request id."""
    return {
        "description": "The answer.",
        "headers": {
            _wire(name): {"$ref": f"#/components/headers/{name}"} for name in ("request_id", *headers)
        },
        "content": content,
    }


def problems(kinds: Iterable[Kind]) -> dict[str, Any]:
    """Describe the problems, by status."""
    return {
        str(kind.status): {"$ref": f"#/components/responses/{kind.name.lower()}"}
        for kind in sorted(set(kinds), key=lambda kind: kind.status)
    }


def metered(
    operation_id: str,
    summary: str,
    *,
    request_body: dict[str, Any],
    answer: type[BaseModel],
    description: str | None = None,
    parameters: Iterable[dict[str, Any]] = (),
    more: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Describe a POST route to a paid service; `more` are answers beside 200."""
    told = {"description": description} if description else {}
    asked = {"parameters": list(parameters)} if parameters else {}
    return {
        "operationId": operation_id,
        "summary": summary,
        **told,
        **asked,
        "requestBody": request_body,
        "responses": {
            "200": ok({JSON: {"schema": schema(answer)}}, headers=METERED_HEADERS),
            **(more or {}),
            **problems([*EVERYWHERE, *PAID]),
        },
    }


def headers() -> dict[str, Any]:
    """Describe every header that answers carry."""
    text = {"type": "string"}
    return {
        "request_id": {
            "description": "Finds this request in every log, from the API to the container.",
            "schema": text,
        },
        "retry_after": {
            "description": "Seconds to wait before trying again.",
            "schema": {"type": "integer", "minimum": 1},
        },
        "location": {"description": "Where the job is found.", "schema": text},
        "units": {
            "description": "Billed units by operation, such as `comprehend:BatchDetectSentiment=3`.",
            "schema": text,
        },
        "unanswered": {
            "description": "After a 503 or 504: units of calls that broke off, which may be billed too and "
            "are not in the price.",
            "required": False,
            "schema": text,
        },
        "price_usd": {
            "description": "Their list price in USD, an estimate.",
            "schema": {"type": "string", "pattern": r"^\d+\.\d{9}$"},
        },
        "price_basis": {"description": "Of which region and day the prices are.", "schema": text},
        "mock": {
            "description": "`true` where no model was asked: the predictions are made up.",
            "required": False,
            "schema": text,
        },
        "stand_in": {
            "description": "In the local run only: what answered in place of AWS.",
            "required": False,
            "schema": text,
        },
    }


def _wire(name: str) -> str:
    dashed = name.replace("_", "-")
    if name in (*METERED_HEADERS, "mock"):
        return f"x-lab2api-{dashed}"
    return {"request_id": "x-request-id"}.get(name, dashed)
