"""A guardrail's word filter, and how Converse tells of it (Bedrock guide, "Include a guardrail").

Content filters, topics and personal data are models of AWS: nothing here computes them, and the name of the
stand-in says so.
"""

import re
from math import ceil
from typing import Any

from local.ai.guardrails import kept
from local.ai.guardrails.kept import Guardrail
from local.sagemaker.errors import ServiceError

_UNIT_CHARACTERS = 1_000
"""Of a text unit (Bedrock price page, guardrails)."""
_OTHER_POLICIES = (
    "topicPolicyUnits",
    "contentPolicyUnits",
    "sensitiveInformationPolicyUnits",
    "sensitiveInformationPolicyFreeUnits",
    "contextualGroundingPolicyUnits",
)


def named(config: dict[str, Any] | None) -> Guardrail | None:
    """Return the guardrail that Converse names; `ServiceError` (ValidationException) for an unknown one."""
    if config is None:
        return None
    try:
        return kept.get(config["guardrailIdentifier"], version=config["guardrailVersion"])
    except ServiceError as error:
        message = "The guardrail identifier or version provided in the request does not exist."
        raise ServiceError(message=message) from error


def found(guardrail: Guardrail, text: str) -> list[str]:
    """Return the blocked words that stand in a text, whole and in any case."""
    return [word for word in guardrail.words if _pattern(word).search(text)]


def assessment(guardrail: Guardrail, text: str) -> dict[str, Any]:
    """Return the GuardrailAssessment of a text."""
    matches = [{"match": word, "action": "BLOCKED", "detected": True} for word in found(guardrail, text)]
    units = ceil(len(text) / _UNIT_CHARACTERS) if guardrail.words else 0
    return {
        **({"wordPolicy": {"customWords": matches, "managedWordLists": []}} if matches else {}),
        "invocationMetrics": {"usage": dict.fromkeys(_OTHER_POLICIES, 0) | {"wordPolicyUnits": units}},
    }


def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
