"""Strict mode: whose role an IAM request names, path and all, and which policy it would attach."""

from collections.abc import Mapping
from typing import Any

from ministack.core import iam_actions
from ministack.services import iam

_ATTACHING = ("iam:AttachRolePolicy", "iam:DetachRolePolicy")


def install() -> None:
    """Extend the emulator, which leaves paths away and has no `iam:PolicyARN`."""
    resource_of, context_of = iam_actions.extract_resource_arn, iam_actions.request_tag_context

    def extract_resource_arn(service: str, *request: Any) -> str:
        found: str = resource_of(service, *request)
        return role_arn(request[4]) or found if service == "iam" else found

    def request_tag_context(
        service: str, iam_action: str, body: bytes, params: dict[str, Any]
    ) -> dict[str, Any]:
        found: dict[str, Any] = context_of(service, iam_action, body, params)
        return found | policy_context(iam_action, params) if service == "iam" else found

    iam_actions.extract_resource_arn = extract_resource_arn
    iam_actions.request_tag_context = request_tag_context


def role_arn(params: Mapping[str, Any]) -> str:
    """Return the ARN of the role that a request names; empty where it names none that there is."""
    role = iam._roles.get(_text(params.get("RoleName")))  # noqa: SLF001
    return str(role["Arn"]) if role else ""


def policy_context(action: str, params: Mapping[str, Any]) -> dict[str, str]:
    """Return the condition key of attaching and detaching (service authorization reference, IAM)."""
    policy = _text(params.get("PolicyArn"))
    return {"iam:policyarn": policy} if action in _ATTACHING and policy else {}


def _text(value: Any) -> str:
    return str(value[0]) if isinstance(value, list) and value else str(value or "")
