"""A guardrail of the local run blocks its words, on the way in and out, and refuses to pretend more."""

import json
from typing import Any

import pytest

from local.ai.guardrails import kept
from local.ai.guardrails.service import answer
from tests.local.ai.conftest import Ask
from tests.local.ai.test_bedrock import Chat, chat

__all__ = ["chat"]


def keep(*words: str) -> dict[str, str]:
    made = kept.publish(kept.keep(name="g", blocked_input="no", blocked_output="hush", words=words).id)
    return {"guardrailIdentifier": made.id, "guardrailVersion": made.version}


def converse(ask: Ask, *content: dict[str, Any], **guardrail: str) -> dict[str, Any]:
    messages = [{"role": "user", "content": list(content)}]
    return ask("bedrock-runtime", "converse", messages=messages, guardrailConfig=guardrail)[2]


@pytest.mark.parametrize(
    ("text", "blocked"),
    [
        ("say bad now", True),
        ("BAD!", True),
        ("badly", False),
        ("not_bad", False),
        ("rất tệ", True),
        ("ok", False),
    ],
)
def test_a_word_is_blocked_whole_and_in_any_case(
    ask: Ask, chat: type[Chat], text: str, blocked: bool
) -> None:
    found = converse(ask, {"text": text}, **keep("bad", "tệ"))
    assert (found["stopReason"] == "guardrail_intervened") == blocked
    assert len(chat.asked) == (not blocked)


def test_an_answer_with_a_blocked_word_is_replaced_and_its_tokens_are_counted(
    ask: Ask, chat: type[Chat]
) -> None:
    """The chat server of the tests answers with the question reversed."""
    found = converse(ask, {"text": "dab"}, **keep("bad"), trace="enabled")
    assert found["output"]["message"]["content"] == [{"text": "hush"}]
    assert (found["stopReason"], found["usage"]["totalTokens"]) == ("guardrail_intervened", 5)
    (assessments,) = found["trace"]["guardrail"]["outputAssessments"].values()
    assert assessments[0]["wordPolicy"]["customWords"][0]["match"] == "bad"


def test_only_the_marked_part_of_a_message_is_looked_at(ask: Ask, chat: type[Chat]) -> None:
    marked = {"guardContent": {"text": {"text": "fine"}}}
    found = converse(ask, {"text": "bad"}, marked, **keep("bad"))
    assert found["stopReason"] != "guardrail_intervened"
    assert len(chat.asked) == 1


def test_a_version_is_a_snapshot_that_a_new_draft_does_not_change(ask: Ask, chat: type[Chat]) -> None:
    guardrail = keep("bad")
    kept.keep(name="g", blocked_input="", blocked_output="", words=(), id_=guardrail["guardrailIdentifier"])
    assert converse(ask, {"text": "bad"}, **guardrail)["stopReason"] == "guardrail_intervened"


def asked(method: str, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
    status, _, payload = answer(method, path, json.dumps(body).encode() if body else b"", {})
    return status, json.loads(payload)


CREATE = {"name": "g", "blockedInputMessaging": "no", "blockedOutputsMessaging": "no"}


@pytest.mark.parametrize(
    "policy",
    [
        {"topicPolicyConfig": {"topicsConfig": [{"name": "t", "definition": "d", "type": "DENY"}]}},
        {"wordPolicyConfig": {"managedWordListsConfig": [{"type": "PROFANITY"}]}},
        {"sensitiveInformationPolicyConfig": {"piiEntitiesConfig": [{"type": "EMAIL", "action": "BLOCK"}]}},
    ],
)
def test_a_policy_that_nothing_here_computes_is_a_501_and_not_a_promise(policy: dict[str, Any]) -> None:
    status, body = asked("POST", "/guardrails", **CREATE, **policy)
    assert (status, body["__type"]) == (501, "NotEmulatedLocally")


def test_a_guardrail_lives_from_its_creation_to_its_end() -> None:
    status, made = asked("POST", "/guardrails", **CREATE)
    assert (status, made["version"]) == (202, "DRAFT")
    path = f"/guardrails/{made['guardrailId']}"
    assert asked("POST", path)[1]["version"] == "1"
    assert asked("GET", path)[1]["status"] == "READY"
    assert asked("DELETE", path)[0] == 202
    status, gone = asked("GET", path)
    assert (status, gone["__type"]) == (404, "ResourceNotFoundException")


@pytest.mark.parametrize(("method", "path"), [("GET", "/guardrails"), ("PUT", "/guardrails/a")])
def test_other_operations_are_refused_and_not_answered_by_something_else(method: str, path: str) -> None:
    assert asked(method, path)[0] == 501
