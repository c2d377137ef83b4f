"""Whatever a client sends: a documented status, strict JSON, no internals, few calls, none for a bad request.

200 examples a test; `HYPOTHESIS_EXAMPLES=2000` asks for more.
"""

import base64
import json
import os
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inference_proxy.openapi import COMMITTED
from tests.lambda_.ai.functions import Answer, Function, build
from tests.lambda_.ai.image_services import JPEG, OURS, PNG

DOCUMENT = json.loads(COMMITTED.read_text(encoding="utf-8"))
INTERNALS = re.compile(r"arn:aws|Traceback|botocore|pydantic|/var/task")
MOST_CALLS = 60
many = settings(
    max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "200")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)

TEXTS = ("sentiment", "entities", "key-phrases", "language", "pii")
TEXT, IMAGES, CHAT = build("ai_text"), build("ai_images"), build("ai_chat")

vietnamese = st.text(alphabet="aăâđêôơưàảãáạ .!?\n\u0301\u0323", max_size=60)
texts = st.one_of(
    st.text(), vietnamese, st.sampled_from(["", " ", "\x00", "x" * 5_001, "đ" * 2_501, "😀" * 1_300])
)
codes = st.sampled_from(["en", "vi", "zh-TW", "eo", "", "auto", "EN"])
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts)
anything = st.recursive(
    scalars, lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)), max_leaves=10
)


def optional(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of the fields, each right or of any type."""
    loose = {name: st.one_of(strategy, anything) for name, strategy in fields.items()}
    return st.fixed_dictionaries({}, optional=loose)


analyses = optional(text=texts, texts=st.lists(texts, max_size=27), language=codes, redact=st.booleans())
translations = optional(
    text=texts,
    target=codes,
    source=codes,
    terminology=st.sampled_from(["lessons", "none"]),
    formality=st.sampled_from(["formal", "FORMAL"]),
    profanity=st.just("mask"),
)
messages = st.lists(
    st.fixed_dictionaries({"role": st.sampled_from(["user", "assistant"]), "content": texts}), max_size=5
)
chats = optional(
    messages=messages,
    system=texts,
    max_tokens=st.integers(-1, 2_000),
    temperature=st.floats(-0.5, 1.5),
)
summaries = optional(text=texts, sentences=st.integers(-1, 25))


def check(function: Function, route: str, answer: Answer) -> None:
    documented = DOCUMENT["paths"][f"/v1/ai/{route}"]["post"]["responses"]
    assert str(answer.status) in documented
    assert answer.status != 500, answer.text
    assert not INTERNALS.search(answer.text)
    assert re.fullmatch(r"\d+\.\d{9}", answer.header("x-lab2api-price-usd") or "")
    assert function.paid <= MOST_CALLS
    if answer.status == 200:
        assert function.paid >= 1
        assert answer.header("content-type") == "application/json"
        return
    assert answer.header("content-type") == "application/problem+json"
    assert {"type", "title", "status", "detail", "request_id"} <= answer.body.keys()
    if answer.status == 400 and "errors" in answer.body:
        assert all(error["field"] and error["message"] for error in answer.body["errors"])
    if answer.status in (406, 413, 415):
        assert function.paid == 0


def post(function: Function, route: str, document: Any) -> Answer:
    function.forget()
    answer = function.post(route, document)
    check(function, route, answer)
    return answer


@pytest.mark.parametrize("route", TEXTS)
def test_any_json_to_a_text_route_keeps_the_contract(route: str) -> None:
    @many
    @given(st.one_of(analyses, anything))
    def holds(document: Any) -> None:
        answer = post(TEXT, route, document)
        if answer.status == 200:
            sent = document.get("texts") or [document["text"]]
            assert len(answer.body["results"]) == len(sent)

    holds()


@many
@given(st.one_of(translations, anything))
def test_any_json_to_translate_keeps_the_contract(document: Any) -> None:
    post(TEXT, "translate", document)


@many
@given(st.one_of(chats, anything))
def test_any_json_to_chat_keeps_the_contract(document: Any) -> None:
    answer = post(CHAT, "chat", document)
    assert CHAT.paid == (answer.status == 200)


@many
@given(st.one_of(summaries, anything))
def test_any_json_to_summaries_keeps_the_contract(document: Any) -> None:
    answer = post(CHAT, "summaries", document)
    assert CHAT.paid == (answer.status == 200)


@many
@given(
    st.sampled_from(["labels", "moderation", "text", "faces"]),
    st.one_of(st.binary(), st.binary().map(PNG.__add__), st.binary().map(JPEG.__add__)),
    st.sampled_from(["image/png", "image/jpeg", "application/json", "image/gif", "", "text/plain"]),
    st.booleans(),
)
def test_any_bytes_to_an_image_route_keep_the_contract(
    route: str, data: bytes, content_type: str, is_base64: bool
) -> None:
    IMAGES.forget()
    body = base64.b64encode(data).decode() if is_base64 else data.decode("latin-1")
    answer = IMAGES.send(
        f"images/{route}", body, isBase64Encoded=is_base64, headers={"Content-Type": content_type}
    )
    check(IMAGES, f"images/{route}", answer)
    assert IMAGES.paid == (answer.status == 200)


@many
@given(optional(s3_uri=st.one_of(st.text(), st.text().map(f"s3://documents/{OURS}".__add__))))
def test_any_address_to_an_image_route_keeps_the_contract(document: Any) -> None:
    answer = post(IMAGES, "images/labels", document)
    assert (answer.status, IMAGES.paid) == (400, 0)


@many
@given(st.text(), st.booleans(), st.text(), st.text())
def test_any_text_and_headers_keep_the_contract(
    body: str, is_base64: bool, content_type: str, accept: str
) -> None:
    TEXT.forget()
    headers = {"Content-Type": content_type, "Accept": accept}
    check(TEXT, "pii", TEXT.send("pii", body, isBase64Encoded=is_base64, headers=headers))
