"""Builds the OpenAPI document from the typed models; only the command that writes the file imports it."""

from typing import Any

from pydantic.json_schema import models_json_schema

from .answers import Health, ModelList
from .card import Card
from .openapi import with_limits
from .openapi_examples import PROBLEM_DETAILS, example_problem
from .openapi_paths import paths
from .predictions import PredictionsAnswer
from .problems import MEDIA_TYPE, Kind, Problem
from .rows import PredictionsRequest
from .settings import Settings

MODELS = (Card, Health, ModelList, PredictionsAnswer, PredictionsRequest, Problem)

# One of the three is asked for, as the environment's configuration says.
SECURITY_SCHEMES = {
    "api_key": {
        "type": "apiKey",
        "in": "header",
        "name": "x-api-key",
        "description": 'Where the environment has `auth = "api-key"`: the key of a usage plan.',
    },
    "iam": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": 'Where the environment has `auth = "iam"`: AWS Signature Version 4.',
        "x-amazon-apigateway-authtype": "awsSigv4",
    },
    "cognito": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": 'Where the environment has `auth = "cognito"`: a token of the API\'s user pool.',
    },
}

INFO = {
    "title": "lab2api",
    "version": "1",
    "summary": "A trained model as an API.",
    "description": (
        "Rows are checked against the model card before the model is asked. Every error is an RFC 9457 "
        "problem that names the field; `request_id` finds it in the logs. Limits are in `x-limits`: bytes a "
        "body, rows a request, seconds an answer may take."
    ),
    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
}


def document() -> dict[str, Any]:
    """Build the document with the default limits; the same bytes on every run."""
    built: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": dict(INFO),
        "servers": [{"url": "/", "description": "The stage's URL, the stack's output ApiUrl."}],
        "security": [{name: []} for name in SECURITY_SCHEMES],
        "paths": paths(),
        "components": {
            "schemas": _schemas(),
            "responses": {kind.name.lower(): _problem_response(kind) for kind in PROBLEM_DETAILS},
            "headers": _headers(),
            "securitySchemes": SECURITY_SCHEMES,
        },
    }
    return with_limits(built, Settings(environment="dev", models_path="/lab2api/dev/models"))


def _schemas() -> dict[str, Any]:
    _, definitions = models_json_schema(
        [(model, "serialization") for model in MODELS], ref_template="#/components/schemas/{model}"
    )
    schemas: dict[str, Any] = definitions["$defs"]
    return dict(sorted(schemas.items()))


def _problem_response(kind: Kind) -> dict[str, Any]:
    headers = {"x-request-id": {"$ref": "#/components/headers/request_id"}}
    if PROBLEM_DETAILS[kind].retry:
        headers["retry-after"] = {"$ref": "#/components/headers/retry_after"}
    return {
        "description": f"{kind.title}. {PROBLEM_DETAILS[kind].when}",
        "headers": headers,
        "content": {
            MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": example_problem(kind),
            }
        },
    }


def _headers() -> dict[str, Any]:
    return {
        "request_id": {
            "description": "Finds this request in every log, from the API to the container.",
            "schema": {"type": "string"},
        },
        "retry_after": {
            "description": "Seconds to wait before trying again.",
            "schema": {"type": "integer", "minimum": 1},
        },
    }
