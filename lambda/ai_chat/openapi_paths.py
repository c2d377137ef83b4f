"""Chat and summaries in the OpenAPI document."""

from typing import Any

from http_api.openapi import json_body, metered

from .answers import ChatAnswer, SummaryAnswer
from .requests import ChatRequest, SummaryRequest

ANSWERS = (ChatAnswer, SummaryAnswer)
REQUESTS = (ChatRequest, SummaryRequest)


def paths() -> dict[str, Any]:
    """Build every path with its one operation."""
    return {
        "/v1/ai/chat": {
            "post": metered(
                "chat",
                "The next message of a conversation",
                description=(
                    "User and assistant take turns, the user first and last. Questions and answers pass the "
                    "guardrail; what it blocks is answered 200 with `blocked`. The answer comes whole: "
                    "POST /v1/ai/chat/stream sends it as it is made."
                ),
                request_body=json_body(
                    ChatRequest, example={"messages": [{"role": "user", "content": "What is an endpoint?"}]}
                ),
                answer=ChatAnswer,
            )
        },
        "/v1/ai/summaries": {
            "post": metered(
                "summarize",
                "A text in a few sentences",
                description="In the language of the text; the same model and guardrail as chat.",
                request_body=json_body(SummaryRequest, example={"text": "A long story.", "sentences": 2}),
                answer=SummaryAnswer,
            )
        },
    }
