"""Asking Amazon Bedrock: one Converse call to the configured inference profile, under the guardrail."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from http_api.aws_calls import AwsService
from http_api.metered import Work

from .found import FoundTurn
from .settings import Settings

# A long answer takes long; the function has 28 seconds, so there is one attempt.
ATTEMPT_SECONDS = 24.0
REFUSED = {
    "ValidationException": ("messages", "were refused by the model: send less text"),
}


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What is asked: role and content of each message, and how to answer."""

    messages: Sequence[tuple[str, str]]
    max_tokens: int
    temperature: float
    system: str | None = None


def asked(turn: Turn, *, settings: Settings) -> dict[str, Any]:
    """Build the request, which Converse and ConverseStream share: the profile, and the guardrail on it."""
    return {
        "modelId": settings.inference_profile,
        "messages": [{"role": role, "content": [{"text": text}]} for role, text in turn.messages],
        "inferenceConfig": {"maxTokens": turn.max_tokens, "temperature": turn.temperature},
        "guardrailConfig": {
            "guardrailIdentifier": settings.guardrail_id,
            "guardrailVersion": settings.guardrail_version,
            "trace": "enabled",
        },
        **({"system": [{"text": turn.system}]} if turn.system else {}),
    }


class Bedrock:
    """The one operation; the role allows it only for this profile and with this guardrail."""

    def __init__(self, client: Any, *, service: AwsService, settings: Settings) -> None:
        self._client = client
        self._service = service
        self._settings = settings

    def converse(self, turn: Turn, *, work: Work) -> FoundTurn:
        """Ask for the next message; tokens and guardrail units are counted as Bedrock reports them."""
        found = self._service.ask_for(
            FoundTurn,
            self._client.converse,
            work=work,
            units={},
            **asked(turn, settings=self._settings),
        )
        work.usage.add("bedrock:Converse.InputTokens", found.usage.input_tokens)
        work.usage.add("bedrock:Converse.OutputTokens", found.usage.output_tokens)
        work.usage.add("bedrock:ApplyGuardrail.ContentPolicyUnits", found.guardrail_units)
        return found
