"""Every route's limits on bytes hold one below, at the limit and one above, where nothing is paid."""

import json
from typing import Any

import pytest

from inference_proxy.openapi import COMMITTED
from tests.lambda_.ai.functions import build
from tests.lambda_.ai.image_services import PNG
from tests.lambda_.ai_documents.function import Function as Documents
from tests.lambda_.digitize.test_routes import Function as Digitize

LIMIT = 1_000
TEXT_LIMIT = 900
TURN = {"role": "user", "content": "x"}
ONE_TEXT = {"text": "x", "language": "en"}
JSON_BODIES: dict[str, dict[str, Any]] = {
    **dict.fromkeys(("sentiment", "entities", "key-phrases", "pii"), ONE_TEXT),
    "language": {"text": "x"},
    "translate": {"text": "x", "source": "en", "target": "vi"},
    "chat": {"messages": [TURN]},
    "summaries": {"text": "x"},
    "uploads": {"content_type": "image/png"},
}
FILES = ("images/labels", "images/moderation", "images/text", "images/faces", "documents", "digitize")
TEXTS = {
    **{route: lambda text: {"text": text} for route in JSON_BODIES if route not in ("chat", "uploads")},
    "translate": lambda text: {"text": text, "source": "en", "target": "vi"},
    "chat": lambda text: {"messages": [TURN | {"content": text}]},
}
"""A document of `text` for each route that takes text."""

around = pytest.mark.parametrize("extra", [-1, 0, 1])


def package(route: str) -> str:
    if route.startswith("images/"):
        return "ai_images"
    return "ai_chat" if route in ("chat", "summaries") else "ai_text"


def posted(route: str, data: bytes, *, json_body: bool) -> tuple[int, int]:
    """Send a body of any bytes; return the status and how many paid calls it led to."""
    content_type = "application/json" if json_body else "image/png"
    if route in ("documents", "uploads"):
        documents = Documents()
        answer = documents.post(data, path=f"/v1/ai/{route}", content_type=content_type)
        return answer.status, len(documents.textract.asked)
    if route == "digitize":
        digitize = Digitize()
        status = digitize.send(data, limit=LIMIT, content_type=content_type).status
        return status, len(digitize.chain.textract.asked)
    function = build(package(route), LAB2API_MAX_BODY_BYTES=str(LIMIT))
    sent = function.send(route, data.decode()) if json_body else function.upload(route, data)
    return sent.status, function.paid


def test_every_route_has_its_limits_tested() -> None:
    """A route that streams keeps the limits of the one that does not, and has tests of its own."""
    paths = json.loads(COMMITTED.read_text(encoding="utf-8"))["paths"]
    routes = {path.removeprefix("/v1/ai/") for path in paths if path.startswith("/v1/ai/")}
    assert {route for route in routes if not route.endswith("stream")} == {*JSON_BODIES, *FILES}


@around
@pytest.mark.parametrize("route", JSON_BODIES)
def test_a_json_body_may_have_the_limit_and_not_a_byte_more(route: str, extra: int) -> None:
    body = json.dumps(JSON_BODIES[route]).ljust(LIMIT + extra).encode()
    status, paid = posted(route, body, json_body=True)
    assert status == (413 if extra > 0 else 200)
    assert (paid > 0) == (extra <= 0 and route != "uploads")


@around
@pytest.mark.parametrize("route", FILES)
def test_a_file_may_have_the_limit_and_not_a_byte_more(route: str, extra: int) -> None:
    status, paid = posted(route, PNG.ljust(LIMIT + extra, b"\0"), json_body=False)
    assert status == (413 if extra > 0 else 200)
    assert (paid > 0) == (extra <= 0)


@around
@pytest.mark.parametrize("route", TEXTS)
def test_a_text_may_have_the_limit_and_not_a_byte_more(route: str, extra: int) -> None:
    """Of two bytes a letter: bytes are counted, not characters."""
    function = build(package(route), LAB2API_MAX_TEXT_BYTES=str(TEXT_LIMIT))
    text = "x" * (2 + extra) + "đ" * ((TEXT_LIMIT - 2) // 2)
    assert len(text.encode()) == TEXT_LIMIT + extra
    answer = function.post(route, TEXTS[route](text))
    assert answer.status == (413 if extra > 0 else 200), answer.text
    assert (function.paid > 0) == (extra <= 0)
    if extra > 0:
        assert answer.body["errors"][0]["message"]
