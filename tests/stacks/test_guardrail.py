"""A version of a guardrail is a snapshot: it is made anew when anything of the guardrail changes."""

import dataclasses
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk.assertions import Template

import config
from config.inference_profiles import guardrail_profile
from stacks.constructs import guardrail


@pytest.mark.parametrize(
    "changed", [{"BLOCKED": "No."}, {"FILTERS": {"HATE": ("LOW", "LOW")}}, {"TIER": "CLASSIC"}]
)
def test_another_guardrail_is_another_version(
    changed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _version()
    assert _version() == before
    for name, value in changed.items():
        monkeypatch.setattr(guardrail, name, value)
    assert _version() != before


def test_a_guardrail_of_another_profile_is_another_version() -> None:
    assert _version(profile="us.guardrail.v2:0") != _version()


def _version(profile: str | None = None) -> str:
    stack = cdk.Stack(cdk.App(), "Stack")
    known = guardrail_profile("us-east-1")
    assert known is not None
    guardrail.ChatGuardrail(
        stack,
        "Chat",
        config=config.load("dev"),
        key=kms.Key(stack, "Key"),
        profile=dataclasses.replace(known, id=profile or known.id),
    )
    found = Template.from_stack(stack).find_resources("AWS::Bedrock::GuardrailVersion")
    [version] = found.values()
    return str(version["Properties"]["Description"])
