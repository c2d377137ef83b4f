"""`make openapi`: write the API's one OpenAPI document again from the typed models of every function."""

import json
from typing import Any, Protocol, cast

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

import ai_chat.openapi_paths
import ai_documents.openapi_paths
import ai_images.openapi_paths
import ai_streams.openapi_paths
import ai_text.openapi_paths
import digitize.openapi_paths
import features.openapi_paths
import inference_proxy.openapi_paths
import model_streams.openapi_paths
from http_api.openapi import headers
from http_api.openapi_problems import PROBLEM_DETAILS, problem_response
from http_api.problems import Problem
from inference_proxy.openapi import COMMITTED, with_limits
from inference_proxy.settings import Settings

Model = type[BaseModel]


class Described(Protocol):
    """What a function's package says about its routes; `REQUESTS` where bodies have a model."""

    ANSWERS: tuple[Model, ...]

    def paths(self) -> dict[str, Any]:
        """Build its paths."""


FUNCTIONS = cast(
    tuple[Described, ...],
    (
        inference_proxy.openapi_paths,
        model_streams.openapi_paths,
        ai_text.openapi_paths,
        ai_images.openapi_paths,
        ai_chat.openapi_paths,
        ai_streams.openapi_paths,
        ai_documents.openapi_paths,
        digitize.openapi_paths,
        features.openapi_paths,
    ),
)

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
    "summary": "Trained models and managed AI services as one API.",
    "description": (
        "Requests are checked before a model or service is asked. Every error is an RFC 9457 problem that "
        "names the field; `request_id` finds it in the logs. Limits are in `x-limits`: bytes a body, rows a "
        "request, seconds an answer may take. Answers below /v1/ai say in headers what was used."
    ),
    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
}


EXAMPLE = Settings(
    environment="dev",
    models_path="/lab2api/dev/models",
    bucket="jobs",
    queue_url="https://sqs.us-east-1.amazonaws.com/123456789012/jobs",
)
"""The document states limits only, and those have defaults."""


def document() -> dict[str, Any]:
    """Build the document with the default limits; the same bytes on every run."""
    built: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": dict(INFO),
        "servers": [{"url": "/", "description": "The stage's URL, the stack's output ApiUrl."}],
        "security": [{name: []} for name in SECURITY_SCHEMES],
        "paths": {path: item for function in FUNCTIONS for path, item in function.paths().items()},
        "components": {
            "schemas": _schemas(),
            "responses": {kind.name.lower(): problem_response(kind) for kind in PROBLEM_DETAILS},
            "headers": headers(),
            "securitySchemes": SECURITY_SCHEMES,
        },
    }
    return with_limits(built, EXAMPLE)


def written() -> str:
    """Return the text of the committed file."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def _schemas() -> dict[str, Any]:
    modes: dict[Model, JsonSchemaMode] = {Problem: "serialization"}
    for function in FUNCTIONS:
        modes |= dict.fromkeys(function.ANSWERS, "serialization")
        modes |= dict.fromkeys(getattr(function, "REQUESTS", ()), "validation")
    _, definitions = models_json_schema(list(modes.items()), ref_template="#/components/schemas/{model}")
    return dict(sorted(definitions["$defs"].items()))


if __name__ == "__main__":
    COMMITTED.write_text(written(), encoding="utf-8")
