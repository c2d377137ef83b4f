"""POST /v1/ai/chat/stream of the deployed local API, over a chat server that trickles."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from local import process
from tests.local.processes import kill
from tests.local.streams.chat_server import ChatServer
from tests.local.streams.conftest import Deployed
from tests.local.streams.reading import events, texts
from tests.local.waiting import until

ROUTE = "/v1/ai/chat/stream"


def say(text: str, **more: Any) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": text}]} | more


def test_each_token_is_at_the_client_before_the_model_says_the_next(
    deployed: Deployed, chat: ChatServer
) -> None:
    """The server has only what it was told so far: what comes can have come by no other way."""
    chat.say("Xin")
    with deployed.stream(ROUTE, say("Chào bạn")) as answer:
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream")
        reading = events(answer)
        chat.say(" chào")
        assert next(reading) == ("delta", {"text": "Xi"})
        chat.say("!")
        seen = ""
        while seen != "n chào":
            seen += next(reading)[1]["text"]
            assert "n chào".startswith(seen)
        assert chat.tokens.empty()
        chat.finish()
        rest = list(reading)
    assert "Xi" + seen + texts(rest) == "Xin chào!"
    name, done = rest[-1]
    assert (name, done["stop_reason"], done["blocked"]) == ("done", "end_turn", False)
    assert done["usage"] == {"input_tokens": 4, "output_tokens": 3}
    assert done["request_id"] == answer.headers["x-request-id"] == answer.headers["x-amzn-requestid"]
    assert "bedrock:ConverseStream.InputTokens=4" in done["units"]
    assert "of a guardrail only the words" in answer.headers["x-lab2api-stand-in"]


def test_the_model_is_asked_what_the_client_sent(deployed: Deployed, chat: ChatServer) -> None:
    chat.say("ok")
    chat.finish()
    with deployed.stream(ROUTE, say("Hi", system="Be brief.", max_tokens=9)) as answer:
        assert texts(list(events(answer))) == "ok"
    (asked,) = chat.asked
    assert (asked["stream"], asked["max_tokens"]) == (True, 9)
    assert [message["role"] for message in asked["messages"]] == ["system", "user"]


def test_use_is_counted_by_key_and_the_answer_is_in_the_access_log(
    deployed: Deployed, chat: ChatServer
) -> None:
    chat.say("ok")
    chat.finish()
    answer = deployed.post(ROUTE, say("Hi"))
    lines = deployed.log("Local-AiServices", "ChatStreamLogs", "ConverseStream.OutputTokens")
    metered = [json.loads(line) for line in lines if '"ApiKeyId"' in line]
    assert {line["ApiKeyId"] for line in metered} == {deployed.key_id}
    request_id = answer.headers["x-request-id"]
    access = deployed.log("Local-Api", "ApiLogsAccess", request_id)
    (line,) = (json.loads(line) for line in access if request_id in line)
    assert line["status"] == "200"
    assert int(line["responseLength"]) == len(answer.content)


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b"{", 400, "body"),
        (b"[]", 400, "body"),
        (say("Hi", temperature=2), 400, "temperature"),
        (say("Hi", max_tokens=1_001), 400, "max_tokens"),
        (say("Hi", stream=True), 400, "stream"),
        (say("đ" * 50_001), 413, "messages[0].content"),
    ],
)
def test_a_wrong_request_is_an_ordinary_problem_and_asks_nobody(
    deployed: Deployed, chat: ChatServer, body: Any, status: int, field: str
) -> None:
    answer = deployed.post(ROUTE, body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["errors"][0]["field"] == field
    assert chat.asked == []


def test_without_a_key_nothing_runs(deployed: Deployed, chat: ChatServer) -> None:
    answer = deployed.post(ROUTE, say("Hi"), **{"x-api-key": "wrong"})
    assert (answer.status_code, answer.json()["title"]) == (403, "The request is not allowed")
    assert chat.asked == []


def test_a_client_cannot_say_who_it_is(deployed: Deployed, chat: ChatServer) -> None:
    chat.say("ok")
    chat.finish()
    forged = {"requestId": "mine", "identity": {"apiKeyId": "another"}}
    answer = deployed.post(ROUTE, say("Hi"), **{"x-amzn-request-context": json.dumps(forged)})
    assert answer.headers["x-request-id"] != "mine"


def test_what_fails_before_the_first_token_has_a_status(deployed: Deployed, chat: ChatServer) -> None:
    chat.status = 500
    answer = deployed.post(ROUTE, say("Hi"))
    assert (answer.status_code, answer.json()["title"]) == (502, "The model failed")


def test_what_fails_after_it_is_the_last_event(deployed: Deployed, chat: ChatServer) -> None:
    chat.breaks_off = True
    chat.say("Half", " an", " answer")
    with deployed.stream(ROUTE, say("Hi")) as answer:
        assert answer.status_code == 200
        reading = events(answer)
        assert next(reading)[0] == "delta"
        chat.finish()
        (*_, (name, problem)) = list(reading)
    assert (name, problem["status"]) == ("error", 502)
    assert problem["request_id"] == answer.headers["x-request-id"]


def test_a_client_that_leaves_ends_the_call_to_the_model(deployed: Deployed, chat: ChatServer) -> None:
    chat.say("One", " two")
    with deployed.stream(ROUTE, say("Count")) as answer:
        assert next(events(answer))[0] == "delta"

    def left() -> bool:
        chat.say(" more")
        return chat.left.wait(0.1)

    until(left, "the end of the call")


def test_a_killed_server_is_started_again_for_the_next_request(deployed: Deployed, chat: ChatServer) -> None:
    for _ in range(2):
        chat.say("ok")
        chat.finish()
        assert deployed.post(ROUTE, say("Hi")).status_code == 200
        kill(server_pid(deployed, "ai_streams.handler"))


def server_pid(deployed: Deployed, module: str) -> int:
    """The function's process, found below the emulator's."""
    running = process.status(deployed.settings)
    assert running is not None

    def found() -> int | None:
        with suppress(OSError):  # a thread or a process that has just ended
            for children in Path(f"/proc/{running.pid}/task").glob("*/children"):
                for child in children.read_text().split():
                    if module.encode() in Path(f"/proc/{child}/cmdline").read_bytes():
                        return int(child)
        return None

    return until(found, f"a process of {module}")
