"""What strict mode checks for a request to Bedrock."""

import json

import pytest

from local.ai import bedrock_permissions

PROFILE = "/model/us.amazon.nova-micro-v1%3A0/converse"


@pytest.mark.parametrize(
    ("path", "action", "resource"),
    [
        (PROFILE, "InvokeModel", ":000000000000:inference-profile/us.amazon.nova-micro-v1:0"),
        (
            "/model/amazon.nova-micro-v1:0/converse",
            "InvokeModel",
            "::foundation-model/amazon.nova-micro-v1:0",
        ),
        (
            "/model/amazon.nova-micro-v1:0/converse-stream",
            "InvokeModelWithResponseStream",
            "::foundation-model/amazon.nova-micro-v1:0",
        ),
    ],
)
def test_converse_is_invoke_model_on_what_it_names(path: str, action: str, resource: str) -> None:
    assert bedrock_permissions.action(path) == f"bedrock:{action}"
    assert bedrock_permissions.resource(path) == f"arn:aws:bedrock:us-east-1{resource}"


def test_the_guardrail_is_a_condition_key_with_its_version() -> None:
    config = {"guardrailIdentifier": "abc", "guardrailVersion": "1"}
    found = bedrock_permissions.context(json.dumps({"guardrailConfig": config}).encode())
    assert found == {"bedrock:GuardrailIdentifier": "arn:aws:bedrock:us-east-1:000000000000:guardrail/abc:1"}
    assert bedrock_permissions.context(b"{}") == {}
