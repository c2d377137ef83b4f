"""Generated text in the OpenAPI document."""

from typing import Any

from http_api.openapi import EVERYWHERE, json_body, problems, schema
from http_api.problems import Kind
from http_streams.openapi import streamed
from served_models.openapi import MODEL_PARAMETER

from .answers import GenerationDone
from .requests import GenerationRequest

ANSWERS = (GenerationDone,)
REQUESTS = (GenerationRequest,)
KINDS = (
    Kind.INVALID_REQUEST,
    Kind.NOT_FOUND,
    Kind.NOT_ACCEPTABLE,
    Kind.TOO_LARGE,
    Kind.UNSUPPORTED_MEDIA_TYPE,
    Kind.MODEL_FAILED,
    Kind.UNAVAILABLE,
)


def paths() -> dict[str, Any]:
    """Build the path with its one operation."""
    return {
        "/v1/models/{model}/stream": {
            "parameters": [MODEL_PARAMETER],
            "post": {
                "operationId": "streamGeneration",
                "summary": "A text goes on, token by token",
                "description": (
                    "For models whose card has the task `generation`; others answer 400 and name the route "
                    "for rows. The card says how long a prompt may be and how much may follow it."
                ),
                "requestBody": json_body(
                    GenerationRequest, example={"prompt": "A model becomes", "max_tokens": 40, "seed": 1}
                ),
                "responses": {"200": streamed(schema(GenerationDone)), **problems([*EVERYWHERE, *KINDS])},
            },
        }
    }
