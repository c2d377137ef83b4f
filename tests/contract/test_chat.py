"""Converse as the chat function uses it: through the inference profile, and under a guardrail.

Against AWS this makes a guardrail with one blocked word, asks Nova Micro five short questions (less than a
tenth of a US cent at list prices; word filters are free), and deletes the guardrail.
"""

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from config.inference_profiles import inference_profile
from tests.local.conftest import Client

MODEL = "amazon.nova-micro-v1:0"
WORD = "quuxzanzibar"
BLOCKED_QUESTION, BLOCKED_ANSWER = "This question was blocked.", "This answer was blocked."


@pytest.fixture
def guardrail(client: Client) -> Iterator[dict[str, str]]:
    """A published guardrail that blocks one word, as Converse takes it."""
    bedrock = client("bedrock")
    made = bedrock.create_guardrail(
        name=f"lab2api-contract-{secrets.token_hex(4)}",
        blockedInputMessaging=BLOCKED_QUESTION,
        blockedOutputsMessaging=BLOCKED_ANSWER,
        wordPolicyConfig={"wordsConfig": [{"text": WORD}]},
    )
    published = bedrock.create_guardrail_version(guardrailIdentifier=made["guardrailId"])
    yield {
        "guardrailIdentifier": made["guardrailId"],
        "guardrailVersion": published["version"],
        "trace": "enabled",
    }
    bedrock.delete_guardrail(guardrailIdentifier=made["guardrailId"])


def converse(client: Client, text: str, **more: Any) -> dict[str, Any]:
    runtime = client("bedrock-runtime")
    profile = inference_profile(model=MODEL, region=runtime.meta.region_name)
    assert profile is not None, "no inference profile leads from this region"
    messages = [{"role": "user", "content": [{"text": text}]}]
    request = {"inferenceConfig": {"maxTokens": 40, "temperature": 0.0}} | more
    answer: dict[str, Any] = runtime.converse(modelId=profile.id, messages=messages, **request)
    return answer


def said(answer: dict[str, Any]) -> str:
    return "".join(part["text"] for part in answer["output"]["message"]["content"])


def test_a_turn_has_text_a_reason_and_counted_tokens(client: Client) -> None:
    answer = converse(client, "Repeat this one word and nothing else: hello")
    assert "hello" in said(answer).lower()
    assert answer["output"]["message"]["role"] == "assistant"
    assert answer["stopReason"] == "end_turn"
    usage = answer["usage"]
    assert usage["inputTokens"] > 0
    assert usage["totalTokens"] == usage["inputTokens"] + usage["outputTokens"]


def test_an_answer_ends_at_the_most_tokens(client: Client) -> None:
    answer = converse(client, "Count in words: one two three four", inferenceConfig={"maxTokens": 2})
    assert (answer["stopReason"], answer["usage"]["outputTokens"]) == ("max_tokens", 2)


def test_a_clean_question_passes_the_guardrail_and_is_traced(
    client: Client, guardrail: dict[str, str]
) -> None:
    answer = converse(client, "Repeat this one word and nothing else: hello", guardrailConfig=guardrail)
    assert (answer["stopReason"], "hello" in said(answer).lower()) == ("end_turn", True)
    (assessed,) = answer["trace"]["guardrail"]["inputAssessment"].values()
    assert "customWords" not in str(assessed.get("wordPolicy", {}))
    assert assessed["invocationMetrics"]["usage"]["contentPolicyUnits"] == 0


def test_a_blocked_question_never_reaches_the_model(client: Client, guardrail: dict[str, str]) -> None:
    answer = converse(client, f"Is {WORD} a word?", guardrailConfig=guardrail)
    assert (answer["stopReason"], said(answer)) == ("guardrail_intervened", BLOCKED_QUESTION)
    (assessed,) = answer["trace"]["guardrail"]["inputAssessment"].values()
    (found,) = assessed["wordPolicy"]["customWords"]
    assert (found["match"].lower(), found["action"]) == (WORD, "BLOCKED")


def test_a_version_of_the_guardrail_that_is_not_there_is_refused(
    client: Client, guardrail: dict[str, str]
) -> None:
    with pytest.raises(ClientError) as raised:
        converse(client, "hello", guardrailConfig=guardrail | {"guardrailVersion": "9"})
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert raised.value.response["Error"]["Code"] == "ValidationException"
