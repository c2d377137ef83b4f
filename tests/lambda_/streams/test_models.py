"""Streamed models: parts that are cut anywhere, versions, and the route for the other kind of model."""

from typing import Any

import pytest

from tests.lambda_.ai.services import failure
from tests.lambda_.streams.serving import lines, models, read
from tests.lambda_.streams.upstream import Item, broken, part
from tests.local.streams.reading import texts

ROUTE = "/v1/models/writer/stream"
TEXT = {"prompt": "A", "temperature": 0.5}


def cut(data: bytes, size: int) -> list[Item]:
    return [part(data[start : start + size]) for start in range(0, len(data), size)]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1_000])
def test_lines_are_put_together_wherever_the_parts_are_cut(size: int) -> None:
    data = lines(" mô", " hình", " học", " từ", finish_reason="eos_token")
    _, found = read(models(*cut(data, size)), ROUTE, TEXT)
    assert texts(found) == " mô hình học từ"
    assert (found[-1][0], found[-1][1]["stop_reason"], found[-1][1]["tokens"]) == ("done", "end_turn", 4)


def test_the_container_is_asked_in_the_words_of_its_contract() -> None:
    made = models()
    read(made, ROUTE, TEXT | {"max_tokens": 5, "seed": 3})
    [asked] = made.client.asked("invoke_endpoint_with_response_stream")
    assert asked["EndpointName"] == "dev-iris"
    assert asked["Accept"] == "application/jsonlines"
    assert asked["CustomAttributes"].startswith("request-id=")
    assert b'"parameters": {"max_new_tokens": 5, "temperature": 0.5, "seed": 3}' in asked["Body"]


def test_without_a_wish_the_card_says_how_many_tokens() -> None:
    made = models()
    read(made, ROUTE, {"prompt": "A"})
    [asked] = made.client.asked("invoke_endpoint_with_response_stream")
    assert b'"max_new_tokens": 50' in asked["Body"]
    assert b"seed" not in asked["Body"]


@pytest.mark.parametrize(
    ("attributes", "version"), [("", "7"), ("model-version=8", "8"), ("a=b;model-version=9", "9")]
)
def test_the_version_is_what_the_container_says_or_else_the_entrys(attributes: str, version: str) -> None:
    answer, found = read(models(attributes=attributes), ROUTE, TEXT)
    assert answer.headers["x-model-version"] == found[-1][1]["version"] == version


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"prompt": "x" * 101}, "prompt"),
        ({"max_tokens": 51}, "max_tokens"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"temperature": 2.01}, "temperature"),
        ({"seed": 2**32}, "seed"),
        ({"stream": True}, "stream"),
    ],
)
def test_a_request_beyond_the_card_names_the_field_and_asks_nobody(more: dict[str, Any], field: str) -> None:
    made = models()
    answer, _ = read(made, ROUTE, TEXT | more)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert made.client.asked("invoke_endpoint_with_response_stream") == []


@pytest.mark.parametrize("more", [{"prompt": "x" * 100}, {"max_tokens": 50}, {"temperature": 2}, {"seed": 0}])
def test_a_request_at_the_limits_of_the_card_is_answered(more: dict[str, Any]) -> None:
    assert read(models(), ROUTE, TEXT | more)[0].status_code == 200


def test_a_model_that_predicts_names_its_route() -> None:
    answer, _ = read(models(), "/v1/models/iris/stream", TEXT)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "model")
    assert "POST /v1/models/iris/predictions" in answer.json()["detail"]


@pytest.mark.parametrize(
    "hosted",
    [
        {"mode": "async"},
        {"mode": "mock", "endpoint": None},
        {"mode": "ecs", "endpoint": None, "url": "https://models.example.com/models/writer"},
        {"mode": "realtime", "models": "s3://artifacts/many/"},
    ],
)
def test_a_model_that_cannot_stream_is_a_400_though_its_card_may_not_be_read(hosted: dict[str, Any]) -> None:
    made = models(hosted=hosted)
    made.client.answers["get_object"] = [failure("AccessDenied")]
    answer, _ = read(made, ROUTE, TEXT)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "model")
    assert "does not stream" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("ThrottlingException", 429),
        ("ServiceUnavailable", 503),
        ("ModelError", 502),
        ("ValidationError", 503),
    ],
)
def test_what_sagemaker_refuses_at_once_has_a_status(code: str, status: int) -> None:
    made = models()
    made.client.answers["invoke_endpoint_with_response_stream"] = [failure(code)]
    assert read(made, ROUTE, TEXT)[0].status_code == status


@pytest.mark.parametrize(
    "items",
    [
        [part(b"no json\n")],
        [part(b'{"token": {}}\n')],
        [part(b'{"error": "out of memory", "code": 424}\n')],
        [broken("ModelStreamError")],
    ],
)
def test_junk_is_a_502_before_the_first_token_and_an_event_after_it(items: list[Item]) -> None:
    assert read(models(*items), ROUTE, TEXT)[0].status_code == 502
    first = part(b'{"token": {"text": "one"}}\n{"token": {"text": " two"}}\n')
    _, found = read(models(first, *items), ROUTE, TEXT)
    assert found[0][0] == "delta"
    assert (found[-1][0], found[-1][1]["status"]) == ("error", 502)


def test_a_text_without_an_end_is_not_taken_for_a_whole_one() -> None:
    _, found = read(models(part(b'{"token": {"text": "one two"}}\n')), ROUTE, TEXT)
    assert (found[-1][0], found[-1][1]["status"]) == ("error", 502)
