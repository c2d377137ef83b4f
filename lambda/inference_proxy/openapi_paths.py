"""The model routes in the OpenAPI document; tests compare them with the resolver and the template."""

from collections.abc import Iterable
from typing import Any

from http_api.negotiation import CSV, JSON
from http_api.openapi import EVERYWHERE, json_body, ok, problems, schema
from http_api.problems import Kind
from job_store.accepted import JobAccepted
from prediction_jobs.predictions import PredictionsAnswer
from served_models.card import Card
from served_models.openapi import MODEL_PARAMETER
from served_models.rows import PredictionsRequest

from . import openapi_examples as examples
from .answers import Health, ModelList, UploadedRowsRequest
from .uploads import NewUploadRequest, RowsUpload

ANSWERS = (Card, Health, JobAccepted, ModelList, PredictionsAnswer, RowsUpload)
REQUESTS = (PredictionsRequest, UploadedRowsRequest, NewUploadRequest)
MODE = {
    "name": "mode",
    "in": "query",
    "description": (
        "`async` makes a job of any request; `sync` never does, and answers 503 with `retry-after` instead. "
        "Without it a request is answered at once where that is possible."
    ),
    "schema": {"type": "string", "enum": ["sync", "async"]},
}
TARGET = {
    "name": "target",
    "in": "query",
    "description": "Where one endpoint has the models of many learners: whose model is asked.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9-]{0,62}$"},
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": (
        "For jobs: the same key and rows find the same job again, the same key with other rows is refused. "
        "What is answered at once is predicted each time."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
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
        "/v1/models/{model}/uploads": {"parameters": [MODEL_PARAMETER], "post": _uploads()},
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
    kinds = (kind for kind in Kind if kind is not Kind.NOT_EMULATED)
    return {
        "operationId": "createPredictions",
        "summary": "One prediction a row, in the order of the rows",
        "description": (
            "Rows are positional in the card's feature order, or named. A CSV line is a row; a first line "
            "with a feature's name in it is a header. An empty cell is null. `accept: text/csv` answers with "
            "lines. What cannot be answered at once becomes a job: 202, with its address in `Location`."
        ),
        "parameters": [MODE, TARGET, IDEMPOTENCY_KEY],
        "requestBody": {
            "required": True,
            "content": {
                JSON: {
                    "schema": {"oneOf": [schema(PredictionsRequest), schema(UploadedRowsRequest)]},
                    "examples": {
                        "positional": {"value": examples.POSITIONAL},
                        "named": {"value": examples.NAMED},
                        "texts": {"value": examples.TEXTS},
                        "uploaded": {"value": examples.UPLOADED},
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
                },
                headers=("mock",),
            ),
            "202": ok({JSON: {"schema": schema(JobAccepted)}}, headers=("location", "retry_after", "mock"))
            | {"description": "A job was opened, or found again."},
        }
        | problems(kinds),
    }


def _uploads() -> dict[str, Any]:
    kinds = (
        Kind.INVALID_REQUEST,
        Kind.NOT_FOUND,
        Kind.NOT_ACCEPTABLE,
        Kind.TOO_LARGE,
        Kind.UNSUPPORTED_MEDIA_TYPE,
        Kind.UNAVAILABLE,
    )
    return {
        "operationId": "createRowsUpload",
        "summary": "An address to PUT a file of rows to that is too large for a body",
        "description": (
            "PUT the file to `url` with exactly the `headers`, once, before `expires`; then send "
            '`{"upload": "..."}` to the predictions of the same model. Its rows are checked by the job.'
        ),
        "requestBody": json_body(NewUploadRequest, example=examples.UPLOAD),
        "responses": {
            "201": ok({JSON: {"schema": schema(RowsUpload)}}) | {"description": "Where to put the file."},
            **problems([*EVERYWHERE, *kinds]),
        },
    }
