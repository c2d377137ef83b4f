"""What chat and summaries answer."""

from typing import Annotated, Literal, cast, get_args

from pydantic import BaseModel, ConfigDict, Field

from http_api.answers import AiAnswer

StopReason = Annotated[
    Literal["end_turn", "max_tokens", "stop_sequence", "guardrail_intervened", "content_filtered", "other"],
    Field(description="Why the model stopped, in Bedrock's words; `guardrail_intervened`: see `blocked`."),
]
Blocked = Annotated[
    bool, Field(description="The guardrail refused the request or the answer; the text says so.")
]


_STOP_REASONS = get_args(get_args(StopReason)[0])


def stop_reason(found: str) -> StopReason:
    """Return Bedrock's word, `other` for one that is new to us."""
    return cast(StopReason, found if found in _STOP_REASONS else "other")


def is_blocked(found: str) -> bool:
    """Tell whether the guardrail stopped the turn."""
    return found == "guardrail_intervened"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AssistantMessage(_Part):
    """The model's turn, in NFC."""

    role: Literal["assistant"] = "assistant"
    content: str


class TokenUsage(_Part):
    """Tokens as Bedrock counted them."""

    input_tokens: Annotated[int, Field(ge=0)]
    output_tokens: Annotated[int, Field(ge=0)]


class ChatAnswer(AiAnswer):
    """The next message of the conversation."""

    message: AssistantMessage
    stop_reason: StopReason
    blocked: Blocked
    usage: TokenUsage


class SummaryAnswer(AiAnswer):
    """The summary, in the language of the text."""

    summary: str
    stop_reason: StopReason
    blocked: Blocked
    usage: TokenUsage
