"""Limits hold at the byte, and hostile JSON costs nothing."""

import json
from functools import partial
from typing import Any

import pytest

from ai_images.limits import MOST_BYTES_SENT
from ai_images.source import image_of
from http_api.problems import ProblemError
from http_api.text_limits import PII_BYTES
from http_api.uploads import Upload
from tests.lambda_.ai.functions import build
from tests.lambda_.ai.image_services import PNG
from tests.lambda_.ai.test_contract import TEXTS, check


def no_upload(address: str, *, client: str) -> Upload:
    raise AssertionError(f"{address} of {client} must not be looked up")


def turns(number: int) -> list[dict[str, str]]:
    return [{"role": ("user", "assistant")[index % 2], "content": "x"} for index in range(number)]


TEXT, MESSAGE = build("ai_text"), turns(1)
NASTY = [
    "[" * 100_000,
    '{"text": ' + "9" * 5_000 + "}",
    '{"text": 1e999}',
    '{"text": NaN}',
    '{"text": "a", "text": "b"}',
    '{"text": "\\ud800"}',
    '\ufeff{"text": ""}',
    "null",
    "",
]


@pytest.mark.parametrize("body", NASTY, ids=range(len(NASTY)))
@pytest.mark.parametrize("route", [*TEXTS, "translate"])
def test_hostile_json_is_a_400_that_costs_nothing(route: str, body: str) -> None:
    TEXT.forget()
    answer = TEXT.send(route, body)
    check(TEXT, route, answer)
    assert (answer.status, TEXT.paid) == (400, 0)


@pytest.mark.parametrize("route", TEXTS)
def test_the_text_of_a_request_may_have_the_limit_and_not_a_byte_more(route: str) -> None:
    function = build("ai_text", LAB2API_MAX_TEXT_BYTES="9000")
    assert function.post(route, {"texts": ["đ" * 3_000, "x" * 3_000]}).status == 200
    function.forget()
    answer = function.post(route, {"texts": ["đ" * 3_000, "x" * 3_001]})
    assert (answer.status, answer.body["errors"][0]["field"], function.paid) == (413, "texts[1]", 0)


def test_a_batch_may_have_25_texts_and_not_one_more() -> None:
    assert TEXT.post("sentiment", {"texts": ["x"] * 25}).status == 200
    TEXT.forget()
    answer = TEXT.post("sentiment", {"texts": ["x"] * 26})
    assert (answer.status, answer.body["errors"][0]["field"], TEXT.paid) == (400, "texts", 0)


@pytest.mark.parametrize(("most", "route"), [(5_000, "sentiment"), (10_000, "translate")])
def test_a_text_of_the_services_limit_is_one_passage_and_a_byte_more_is_two(most: int, route: str) -> None:
    """The stand-ins refuse a passage above the service's limit, as the service does."""
    more = {"target": "en", "source": "vi"} if route == "translate" else {"language": "en"}
    for extra, passages in (("", 1), ("x", 2)):
        TEXT.forget()
        assert TEXT.post(route, {"text": "đ" * (most // 2) + extra} | more).status == 200
        calls = TEXT.clients["translate" if route == "translate" else "comprehend"].calls
        assert sum(len(request.get("TextList", "1")) for _, request in calls) == passages


def test_personal_data_is_looked_for_in_a_text_of_the_limit_by_one_call_and_not_in_a_byte_more() -> None:
    TEXT.forget()
    assert TEXT.post("pii", {"text": "đ" * (PII_BYTES // 2), "language": "vi"}).status == 200
    assert len(TEXT.clients["comprehend"].asked("detect_pii_entities")) == TEXT.paid == 1
    TEXT.forget()
    answer = TEXT.post("pii", {"text": "đ" * (PII_BYTES // 2) + "x", "language": "vi"})
    assert (answer.status, TEXT.paid) == (413, 0)


@pytest.mark.parametrize(
    ("route", "document", "at", "above"),
    [
        ("chat", {"messages": MESSAGE}, {"system": "x" * 4_000}, {"system": "x" * 4_001}),
        ("chat", {"messages": MESSAGE}, {"max_tokens": 1_000}, {"max_tokens": 1_001}),
        ("chat", {"messages": MESSAGE}, {"max_tokens": 1}, {"max_tokens": 0}),
        ("chat", {"messages": MESSAGE}, {"temperature": 1.0}, {"temperature": 1.001}),
        ("chat", {"messages": MESSAGE}, {"temperature": 0.0}, {"temperature": -0.001}),
        ("chat", {}, {"messages": turns(49)}, {"messages": turns(51)}),
        ("summaries", {"text": "x"}, {"sentences": 20}, {"sentences": 21}),
        ("summaries", {"text": "x"}, {"sentences": 1}, {"sentences": 0}),
    ],
)
def test_chat_takes_a_value_at_its_limit_and_none_beyond_it(
    route: str, document: dict[str, Any], at: dict[str, Any], above: dict[str, Any]
) -> None:
    function = build("ai_chat")
    assert function.post(route, document | at).status == 200
    answer = function.post(route, document | above)
    assert (answer.status, answer.body["errors"][0]["field"], function.paid) == (400, next(iter(above)), 1)


@pytest.mark.parametrize("extra", [0, 1])
def test_an_image_of_rekognitions_own_limit_passes_and_a_byte_more_does_not(extra: int) -> None:
    """API Gateway and Lambda stop at 4 MiB; this is the limit that holds should they ever take more."""
    data = PNG.ljust(MOST_BYTES_SENT + extra, b"\0")
    read = partial(image_of, data, content_type="image/png", client="key-1", find=no_upload)
    if extra:
        with pytest.raises(ProblemError, match=str(MOST_BYTES_SENT)):
            read()
    else:
        assert read() == {"Bytes": data}


def test_the_body_may_have_the_limit_and_not_a_byte_more() -> None:
    function = build("ai_text", LAB2API_MAX_BODY_BYTES="100")
    body = json.dumps({"text": "x", "language": "en"}).ljust(100)
    assert function.send("sentiment", body).status == 200
    assert function.send("sentiment", body + " ").status == 413
