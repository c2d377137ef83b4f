"""Converse goes to the user's own server, and nowhere without one."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar

import pytest

from local import settings
from local.settings import Settings
from tests.local.ai.conftest import Ask

MESSAGES = [{"role": "user", "content": [{"text": "Xin chào"}]}]


class Chat(BaseHTTPRequestHandler):
    """Answers as an OpenAI-compatible server does: the last message, reversed."""

    asked: ClassVar[list[dict[str, Any]]] = []
    status: ClassVar[int] = 200

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(question | {"path": self.path, "key": self.headers.get("Authorization")})
        said = question["messages"][-1]["content"][::-1]
        choice = {"message": {"role": "assistant", "content": said}, "finish_reason": "length"}
        body = json.dumps(
            {"choices": [choice], "usage": {"prompt_tokens": 3, "completion_tokens": 2}}
        ).encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Chat]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Chat)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/v1"
    monkeypatch.setattr(settings, "_active", [Settings(chat_url=url, chat_model="tiny", chat_key="k")])
    Chat.asked.clear()
    Chat.status = 200
    yield Chat
    server.shutdown()
    server.server_close()


def test_without_a_server_it_is_501_and_says_what_to_do(ask: Ask) -> None:
    status, _, answer = ask("bedrock-runtime", "converse", messages=MESSAGES)
    assert (status, answer["__type"]) == (501, "NotEmulatedLocally")
    assert "LAB2API_CHAT_URL" in answer["message"]


def test_a_conversation_is_passed_on_and_its_answer_returned(ask: Ask, chat: type[Chat]) -> None:
    request = {"system": [{"text": "Be kind"}], "inferenceConfig": {"maxTokens": 9, "temperature": 0.5}}
    status, headers, answer = ask("bedrock-runtime", "converse", messages=MESSAGES, **request)
    assert status == 200
    assert answer["output"]["message"]["content"] == [{"text": "oàhc niX"}]
    assert (answer["stopReason"], answer["usage"]["totalTokens"]) == ("max_tokens", 5)
    assert "of a guardrail only the words" in headers["x-lab2api-stand-in"]
    (asked,) = chat.asked
    assert (asked["path"], asked["model"], asked["key"]) == ("/v1/chat/completions", "tiny", "Bearer k")
    assert [message["role"] for message in asked["messages"]] == ["system", "user"]
    assert (asked["max_tokens"], asked["temperature"]) == (9, 0.5)


@pytest.mark.parametrize(("status", "code"), [(429, "ThrottlingException"), (500, "ModelErrorException")])
def test_failures_of_the_server_are_the_services_errors(
    ask: Ask, chat: type[Chat], status: int, code: str
) -> None:
    chat.status = status
    assert ask("bedrock-runtime", "converse", messages=MESSAGES)[2]["__type"] == code


def test_images_and_tools_are_refused(ask: Ask, chat: type[Chat]) -> None:
    image = [{"role": "user", "content": [{"image": {"format": "png", "source": {"bytes": b"x"}}}]}]
    assert ask("bedrock-runtime", "converse", messages=image)[2]["__type"] == "ValidationException"
    assert chat.asked == []
