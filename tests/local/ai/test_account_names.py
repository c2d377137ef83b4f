"""A real account is asked with its own guardrail and terminology, or without one, and then says so."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from local import settings as local_settings
from local.ai import real
from local.settings import Settings

CONVERSE = {
    "modelId": "arn:aws:bedrock:us-east-1:000000000000:inference-profile/us.amazon.nova-micro-v1:0",
    "messages": [{"role": "user", "content": [{"text": "hi"}]}],
    "guardrailConfig": {"guardrailIdentifier": "emulated", "guardrailVersion": "1", "trace": "enabled"},
}
TRANSLATE = {
    "Text": "hotel",
    "SourceLanguageCode": "en",
    "TargetLanguageCode": "vi",
    "TerminologyNames": ["local-lessons"],
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """What reaches the account."""
    requests: list[dict[str, Any]] = []

    def call(_service: str, _name: str, request: dict[str, Any]) -> dict[str, Any]:
        requests.append(request)
        return {}

    monkeypatch.setattr(real, "_call", call)
    monkeypatch.setattr(local_settings, "_active", [])
    yield requests


def forward(service: str, name: str, request: dict[str, Any], **settings: str) -> dict[str, Any]:
    """Pass a request on; return the answer's headers."""
    local_settings.activate(Settings(real=service, **settings))  # type: ignore[arg-type]
    copy = json.loads(json.dumps(request))
    return real.forward(service=service, name=name, path="/", request=copy)[1]


def test_the_accounts_guardrail_is_applied(asked: list[dict[str, Any]]) -> None:
    headers = forward("bedrock-runtime", "Converse", CONVERSE, real_guardrail="abc123:4")
    wanted = {"guardrailIdentifier": "abc123", "guardrailVersion": "4", "trace": "enabled"}
    assert asked[0]["guardrailConfig"] == wanted
    assert asked[0]["modelId"] == "us.amazon.nova-micro-v1:0"
    assert real.STAND_IN_HEADER not in headers


def test_without_a_guardrail_the_answer_says_so(asked: list[dict[str, Any]]) -> None:
    headers = forward("bedrock-runtime", "Converse", CONVERSE)
    assert "guardrailConfig" not in asked[0]
    assert "without a guardrail: set LAB2API_REAL_GUARDRAIL" in headers[real.STAND_IN_HEADER]


def test_the_terminology_is_the_accounts_or_none(asked: list[dict[str, Any]]) -> None:
    headers = forward("translate", "TranslateText", TRANSLATE, real_terminology="dev-lessons")
    assert asked[0]["TerminologyNames"] == ["dev-lessons"]
    assert real.STAND_IN_HEADER not in headers
    headers = forward("translate", "TranslateText", TRANSLATE)
    assert "TerminologyNames" not in asked[1]
    assert "without the terminology" in headers[real.STAND_IN_HEADER]


@pytest.mark.parametrize("wrong", ["abc123", "abc123:0", "abc123:DRAFT", "arn:aws:bedrock:1"])
def test_a_guardrail_is_an_id_and_a_version(wrong: str) -> None:
    with pytest.raises(ValueError, match="real_guardrail"):
        Settings(real_guardrail=wrong)
