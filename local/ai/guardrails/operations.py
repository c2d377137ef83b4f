"""The operations on guardrails of Bedrock's control plane (REST: a verb and a path)."""

import re
from typing import Any

from local.ai.guardrails import kept
from local.ai.guardrails.kept import Guardrail
from local.ai.registry import Answer, Request, not_emulated, operation

WHAT = "guardrails on record; of their policies only the word filter is applied"
_ONE = re.compile(r"/guardrails/(?P<id>[^/]+(?:/[^/]+)?)")
_POLICIES = (
    "topicPolicyConfig",
    "sensitiveInformationPolicyConfig",
    "contextualGroundingPolicyConfig",
    "automatedReasoningPolicyConfig",
)


def parsed(
    method: str, path: str, query: dict[str, list[str]], body: dict[str, Any]
) -> tuple[str, Request] | None:
    """Return operation and request of a REST call; None for one that is about no guardrail."""
    if (method, path) == ("POST", "/guardrails"):
        return "CreateGuardrail", body
    one = _ONE.fullmatch(path)
    names = {"POST": "CreateGuardrailVersion", "GET": "GetGuardrail", "DELETE": "DeleteGuardrail"}
    if one is None or method not in names:
        return None
    version = {"guardrailVersion": query["guardrailVersion"][0]} if "guardrailVersion" in query else {}
    return names[method], body | version | {"guardrailIdentifier": one["id"]}


@operation("bedrock", "CreateGuardrail", what=WHAT)
def create_guardrail(request: Request) -> Answer:
    """Answer CreateGuardrail for word and content filters; content filters are kept and not applied."""
    if other := [name for name in _POLICIES if name in request]:
        raise not_emulated(f"{other[0]} has no stand-in.", service="bedrock-runtime")
    policy = request.get("wordPolicyConfig", {})
    if "managedWordListsConfig" in policy:
        raise not_emulated("managedWordListsConfig has no stand-in.", service="bedrock-runtime")
    made = kept.keep(
        name=request["name"],
        blocked_input=request["blockedInputMessaging"],
        blocked_output=request["blockedOutputsMessaging"],
        words=tuple(word["text"] for word in policy.get("wordsConfig", [])),
    )
    return {
        "guardrailId": made.id,
        "guardrailArn": made.arn,
        "version": made.version,
        "createdAt": made.created,
    }


@operation("bedrock", "CreateGuardrailVersion", what=WHAT)
def create_guardrail_version(request: Request) -> Answer:
    """Answer CreateGuardrailVersion."""
    made = kept.publish(request["guardrailIdentifier"])
    return {"guardrailId": made.id, "version": made.version}


@operation("bedrock", "GetGuardrail", what=WHAT)
def get_guardrail(request: Request) -> Answer:
    """Answer GetGuardrail."""
    return _described(
        kept.get(request["guardrailIdentifier"], version=request.get("guardrailVersion", kept.DRAFT))
    )


@operation("bedrock", "DeleteGuardrail", what=WHAT)
def delete_guardrail(request: Request) -> Answer:
    """Answer DeleteGuardrail for all versions at once."""
    kept.delete(request["guardrailIdentifier"])
    return {}


def _described(guardrail: Guardrail) -> Answer:
    words = [{"text": word} for word in guardrail.words]
    return {
        "name": guardrail.name,
        "guardrailId": guardrail.id,
        "guardrailArn": guardrail.arn,
        "version": guardrail.version,
        "status": "READY",
        "createdAt": guardrail.created,
        "updatedAt": guardrail.created,
        "blockedInputMessaging": guardrail.blocked_input,
        "blockedOutputsMessaging": guardrail.blocked_output,
        **({"wordPolicy": {"words": words}} if words else {}),
    }
