"""Streamed chat in the OpenAPI document."""

from typing import Any

from ai_chat.requests import ChatRequest
from http_api.openapi import EVERYWHERE, PAID, json_body, problems, schema
from http_streams.events import Delta
from http_streams.openapi import streamed

from .answers import ChatDone

ANSWERS = (ChatDone, Delta)
REQUESTS = (ChatRequest,)


def paths() -> dict[str, Any]:
    """Build the path with its one operation."""
    return {
        "/v1/ai/chat/stream": {
            "post": {
                "operationId": "streamChat",
                "summary": "The next message of a conversation, as it is made",
                "description": (
                    "The request of POST /v1/ai/chat. Nothing is sent before the guardrail passed it; what "
                    "it blocks is told in the text and by `blocked` in the last event."
                ),
                "requestBody": json_body(
                    ChatRequest, example={"messages": [{"role": "user", "content": "What is an endpoint?"}]}
                ),
                "responses": {
                    "200": streamed(schema(ChatDone), headers=("stand_in",)),
                    **problems([*EVERYWHERE, *PAID]),
                },
            }
        }
    }
