"""ConverseStream goes to the user's own server, and what it sends is what Bedrock's model says."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from local import settings
from local.ai import registry, service, streamed
from local.ai.guardrails import kept
from local.sagemaker.errors import ServiceError
from local.settings import Settings
from tests.local.streams.chat_server import ChatServer, chat_server

MESSAGES = [{"role": "user", "content": [{"text": "Xin chào"}]}]


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatServer]:
    with chat_server() as server:
        monkeypatch.setattr(settings, "_active", [Settings(chat_url=server.url, chat_key="k")])
        yield server


def opened(**request: Any) -> streamed.Opened:
    registry.load()
    return streamed.open_stream("bedrock-runtime", "ConverseStream", {"modelId": "m", **request})[0]


def refused(**request: Any) -> tuple[int, str]:
    body = json.dumps({"messages": MESSAGES, **request}).encode()
    status, _, payload = service.answer_stream("bedrock-runtime", "/model/m/converse-stream", {}, body)
    return status, json.loads(payload)["__type"]


def test_without_a_server_it_is_501() -> None:
    assert refused() == (501, "NotEmulatedLocally")


def test_the_events_come_in_bedrocks_order(chat: ChatServer) -> None:
    chat.say("Xin", " chào")
    chat.finish()
    found = list(opened(messages=MESSAGES).events)
    assert [name for name, _ in found] == [
        "messageStart",
        "contentBlockDelta",
        "contentBlockDelta",
        "contentBlockStop",
        "messageStop",
        "metadata",
    ]
    assert found[-1][1]["usage"] == {"inputTokens": 4, "outputTokens": 3, "totalTokens": 7}
    assert found[-2][1] == {"stopReason": "end_turn"}


@pytest.mark.parametrize(
    ("said", "reason"),
    [("length", "max_tokens"), ("content_filter", "content_filtered"), ("stop", "end_turn")],
)
def test_why_it_stopped_is_in_bedrocks_words(chat: ChatServer, said: str, reason: str) -> None:
    chat.finish_reason = said
    chat.finish()
    assert dict(opened(messages=MESSAGES).events)["messageStop"] == {"stopReason": reason}


@pytest.mark.parametrize(("status", "code"), [(429, "ThrottlingException"), (500, "ModelErrorException")])
def test_failures_of_the_server_are_the_services_errors(chat: ChatServer, status: int, code: str) -> None:
    chat.status = status
    assert refused()[1] == code


def test_a_server_that_breaks_off_breaks_the_stream_off(chat: ChatServer) -> None:
    chat.breaks_off = True
    chat.say("Half")
    chat.finish()
    with pytest.raises(ServiceError) as raised:
        list(opened(messages=MESSAGES).events)
    assert raised.value.code == "modelStreamErrorException"


def test_what_the_model_of_the_service_does_not_know_is_refused(chat: ChatServer) -> None:
    assert refused(messages=[{"role": "nobody", "content": []}]) == (400, "ValidationException")
    assert chat.asked == []


@pytest.fixture
def guardrail() -> Iterator[dict[str, str]]:
    """A guardrail that blocks one word, as Converse names it."""
    registry.load()
    created, _ = registry.call(
        "bedrock",
        "CreateGuardrail",
        {
            "name": "words",
            "blockedInputMessaging": "Not asked.",
            "blockedOutputsMessaging": "Not said.",
            "wordPolicyConfig": {"wordsConfig": [{"text": "secret"}]},
        },
    )
    yield {"guardrailIdentifier": created["guardrailId"], "guardrailVersion": "DRAFT"}
    kept.reset()


def said(stream: streamed.Opened) -> tuple[str, str]:
    events = list(stream.events)
    text = "".join(data["delta"]["text"] for name, data in events if name == "contentBlockDelta")
    return text, dict(events)["messageStop"]["stopReason"]


def test_a_blocked_question_reaches_no_model(chat: ChatServer, guardrail: dict[str, str]) -> None:
    asked = [{"role": "user", "content": [{"text": "Tell me the secret."}]}]
    assert said(opened(messages=asked, guardrailConfig=guardrail)) == ("Not asked.", "guardrail_intervened")
    assert chat.asked == []


def test_a_blocked_word_of_the_answer_is_never_shown(chat: ChatServer, guardrail: dict[str, str]) -> None:
    chat.say("The ", "sec", "ret is out")
    chat.finish()
    text, reason = said(opened(messages=MESSAGES, guardrailConfig=guardrail))
    assert (text, reason) == ("The secNot said.", "guardrail_intervened")
