"""The model routes in the OpenAPI document; tests compare them with the resolver and the template."""

from collections.abc import Iterable
from typing import Any

from http_api.negotiation import CSV, JSON
from http_api.openapi import EVERYWHERE, ok, problems, schema
from http_api.problems import Kind

from . import openapi_examples as examples
from .answers import Health, ModelList
from .card import Card
from .predictions import PredictionsAnswer
from .rows import PredictionsRequest

ANSWERS = (Card, Health, ModelList, PredictionsAnswer)
REQUESTS = (PredictionsRequest,)
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
        "/v1/health": {"get": _read("getHealth", "Whether the API answers", schema(Health))},
        "/v1/models": {
            "get": _read("listModels", "The served models", schema(ModelList), kinds=[Kind.UNAVAILABLE])
        },
        "/v1/models/{model}": {
            "parameters": [MODEL_PARAMETER],
            "get": _read(
                "getModel",
                "A model's card: its schema, metrics, version and data hash",
                schema(Card),
                kinds=[Kind.NOT_FOUND, Kind.UNAVAILABLE],
            ),
        },
        "/v1/models/{model}/predictions": {"parameters": [MODEL_PARAMETER], "post": _predictions()},
        "/v1/openapi.json": {"get": _read("getOpenapi", "This document", ANY_OBJECT)},
    }


def _read(
    operation_id: str, summary: str, answer: dict[str, Any], *, kinds: Iterable[Kind] = ()
) -> dict[str, Any]:
    return {
        "operationId": operation_id,
        "summary": summary,
        "responses": {"200": ok({JSON: {"schema": answer}})} | problems([*EVERYWHERE, *kinds]),
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
                    "schema": schema(PredictionsRequest),
                    "examples": {
                        "positional": {"value": examples.POSITIONAL},
                        "named": {"value": examples.NAMED},
                    },
                },
                CSV: {"schema": {"type": "string"}, "example": examples.LINES},
            },
        },
        "responses": {
            "200": ok(
                {
                    JSON: {"schema": schema(PredictionsAnswer), "example": examples.PREDICTIONS},
                    CSV: {"schema": {"type": "string"}, "example": examples.PREDICTED_LINES},
                }
            )
        }
        | problems(kind for kind in Kind if kind is not Kind.NOT_EMULATED),
    }
