"""The paths of the OpenAPI document; tests compare them with the resolver and the template."""

from collections.abc import Iterable
from typing import Any

from . import openapi_examples as examples
from .negotiation import CSV, JSON
from .problems import Kind

# What API Gateway itself, or a fault of ours, can answer on any route.
EVERYWHERE = (Kind.UNAUTHORIZED, Kind.FORBIDDEN, Kind.THROTTLED, Kind.INTERNAL, Kind.DEADLINE_EXCEEDED)
MODEL_PARAMETER = {
    "name": "model",
    "in": "path",
    "required": True,
    "description": "The model's name, as GET /v1/models lists it.",
    "schema": {"type": "string", "pattern": "^[a-z][a-z0-9-]{1,30}$"},
    "example": examples.MODEL,
}
ANY_OBJECT = {"type": "object"}


def paths() -> dict[str, Any]:
    """Build every path with its one operation."""
    return {
        "/v1/health": {"get": _read("getHealth", "Whether the API answers", _schema("Health"))},
        "/v1/models": {
            "get": _read("listModels", "The served models", _schema("ModelList"), kinds=[Kind.UNAVAILABLE])
        },
        "/v1/models/{model}": {
            "parameters": [MODEL_PARAMETER],
            "get": _read(
                "getModel",
                "A model's card: its schema, metrics, version and data hash",
                _schema("Card"),
                kinds=[Kind.NOT_FOUND, Kind.UNAVAILABLE],
            ),
        },
        "/v1/models/{model}/predictions": {"parameters": [MODEL_PARAMETER], "post": _predictions()},
        "/v1/openapi.json": {"get": _read("getOpenapi", "This document", ANY_OBJECT)},
    }


def _read(
    operation_id: str, summary: str, schema: dict[str, Any], *, kinds: Iterable[Kind] = ()
) -> dict[str, Any]:
    return {
        "operationId": operation_id,
        "summary": summary,
        "responses": {"200": _ok({JSON: {"schema": schema}})} | _problems([*EVERYWHERE, *kinds]),
    }


def _predictions() -> dict[str, Any]:
    return {
        "operationId": "createPredictions",
        "summary": "One prediction a row, in the order of the rows",
        "description": (
            "Rows are positional in the card's feature order, or named. A CSV line is a row; a first line "
            "with a feature's name in it is a header. An empty cell is null. `accept: text/csv` answers with "
            "lines."
        ),
        "requestBody": {
            "required": True,
            "content": {
                JSON: {
                    "schema": _schema("PredictionsRequest"),
                    "examples": {
                        "positional": {"value": examples.POSITIONAL},
                        "named": {"value": examples.NAMED},
                    },
                },
                CSV: {"schema": {"type": "string"}, "example": examples.LINES},
            },
        },
        "responses": {
            "200": _ok(
                {
                    JSON: {"schema": _schema("PredictionsAnswer"), "example": examples.PREDICTIONS},
                    CSV: {"schema": {"type": "string"}, "example": examples.PREDICTED_LINES},
                }
            )
        }
        | _problems(list(Kind)),
    }


def _ok(content: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": "The answer.",
        "headers": {"x-request-id": {"$ref": "#/components/headers/request_id"}},
        "content": content,
    }


def _problems(kinds: Iterable[Kind]) -> dict[str, Any]:
    return {
        str(kind.status): {"$ref": f"#/components/responses/{kind.name.lower()}"}
        for kind in sorted(set(kinds), key=lambda kind: kind.status)
    }


def _schema(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}
