"""Streamed chat: the same request as chat, its pieces, its account, and what breaks it off."""

import json
import unicodedata
from threading import Event
from typing import Any

import pytest
from urllib3.exceptions import ProtocolError

from tests.lambda_.ai.services import failure
from tests.lambda_.ai.test_chat import say
from tests.lambda_.inference_proxy.samples import REQUEST_ID
from tests.lambda_.streams.serving import chat, read, served, streaming
from tests.lambda_.streams.upstream import broken, delta, ending, turn, waits
from tests.local.streams.reading import events, texts

ROUTE = "/v1/ai/chat/stream"


def test_the_text_comes_in_pieces_and_the_account_at_the_end() -> None:
    answer, found = read(chat(*turn("You", " said", " hi")), ROUTE, say("hi"))
    assert (answer.status_code, answer.headers["x-request-id"]) == (200, REQUEST_ID)
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == (
        "no-store",
        "nosniff",
    )
    assert texts(found) == "You said hi"
    name, done = found[-1]
    assert name == "done"
    assert done == {
        "stop_reason": "end_turn",
        "blocked": False,
        "usage": {"input_tokens": 4, "output_tokens": 7},
        "units": "bedrock:ApplyGuardrail.ContentPolicyUnits=3,bedrock:ConverseStream.InputTokens=4,"
        "bedrock:ConverseStream.OutputTokens=7",
        "price_usd": "0.000451184",
        "price_basis": "us-east-1 2026-11-22",
        "request_id": REQUEST_ID,
    }


def test_no_call_is_made_without_the_guardrail_which_lets_nothing_out_before_it_has_looked() -> None:
    made = chat()
    read(made, ROUTE, say("hi"))
    [asked] = made.client.asked("converse_stream")
    assert asked["modelId"] == "us.amazon.nova-micro-v1:0"
    assert asked["guardrailConfig"] == {
        "guardrailIdentifier": "abc123",
        "guardrailVersion": "1",
        "trace": "enabled",
        "streamProcessingMode": "sync",
    }


def test_what_the_guardrail_blocks_is_said() -> None:
    _, found = read(chat(*turn("This was blocked.", stop="guardrail_intervened")), ROUTE, say("no"))
    assert texts(found) == "This was blocked."
    assert (found[-1][1]["blocked"], found[-1][1]["stop_reason"]) == (True, "guardrail_intervened")


def test_letters_that_were_cut_from_their_accents_are_joined() -> None:
    whole = "Tiếng Việt: một ngày đẹp trời"
    pieces = list(unicodedata.normalize("NFD", whole))
    _, found = read(chat(*turn(*pieces)), ROUTE, say("x"))
    assert texts(found) == whole
    assert all(unicodedata.is_normalized("NFC", data["text"]) for name, data in found if name == "delta")


def test_use_is_a_metric_of_the_client(capfd: pytest.CaptureFixture[str]) -> None:
    read(chat(), ROUTE, say("hi"))
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines() if line.startswith("{")]
    counted = {line["Operation"]: line["Units"] for line in lines if line.get("ApiKeyId") == "k1l2m3n4o5"}
    assert counted == {
        "ApplyGuardrail.ContentPolicyUnits": 3,
        "ConverseStream.InputTokens": 4,
        "ConverseStream.OutputTokens": 7,
    }
    assert [line["Requests"] for line in lines if "Requests" in line] == [[1.0]]


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (b"{", 400, "body"),
        (b"", 400, "body"),
        (b"\xff", 400, "body"),
        ({}, 400, "messages"),
        (say("a", "b"), 400, "messages[1].role"),
        (say("x") | {"max_tokens": 1_001}, 400, "max_tokens"),
        (say("x") | {"temperature": None}, 400, "temperature"),
        (say("x" * 1_001), 413, "messages[0].content"),
    ],
)
def test_a_wrong_request_is_a_problem_that_costs_nothing(body: Any, status: int, field: str) -> None:
    made = chat(settings={"LAB2API_MAX_TEXT_BYTES": "1000"})
    answer, _ = read(made, ROUTE, body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["errors"][0]["field"] == field
    assert (answer.headers["x-lab2api-units"], made.client.calls) == ("", [])


def test_text_at_the_limit_is_sent() -> None:
    answer, _ = read(chat(settings={"LAB2API_MAX_TEXT_BYTES": "1000"}), ROUTE, say("đ" * 500))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("accept", "application/json", 406),
        ("content-type", "text/csv", 415),
        ("accept", "text/event-stream", 200),
        ("accept", "text/*", 200),
    ],
)
def test_formats_are_negotiated(header: str, value: str, status: int) -> None:
    answer, _ = read(chat(), ROUTE, say("x"), **{header: value})
    assert answer.status_code == status


def test_a_body_at_the_limit_is_read_and_a_byte_more_is_a_413() -> None:
    body = json.dumps(say("x")).encode()
    for extra, status in ((0, 200), (1, 413)):
        made = chat(settings={"LAB2API_MAX_BODY_BYTES": str(len(body))})
        assert read(made, ROUTE, body + b" " * extra)[0].status_code == status


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("ThrottlingException", 429),
        ("ServiceUnavailableException", 503),
        ("ModelTimeoutException", 504),
        ("AccessDeniedException", 502),
        ("ValidationException", 400),
        ("NotEmulatedLocally", 501),
    ],
)
def test_what_bedrock_refuses_at_once_has_a_status(code: str, status: int) -> None:
    made = chat()
    made.client.answers["converse_stream"] = [failure(code)]
    answer, _ = read(made, ROUTE, say("x"))
    assert (answer.status_code, "arn:" in answer.text) == (status, code == "NotEmulatedLocally")


@pytest.mark.parametrize(
    ("raised", "status"),
    [
        (broken("throttlingException"), 429),
        (broken("modelStreamErrorException"), 502),
        (broken("serviceUnavailableException"), 503),
        (broken("validationException"), 400),
        (ProtocolError("IncompleteRead"), 503),
        (RuntimeError("a fault of ours"), 500),
    ],
)
def test_what_breaks_off_has_a_status_before_the_first_piece_and_is_an_event_after_it(
    raised: Exception, status: int
) -> None:
    answer, _ = read(chat({"messageStart": {"role": "assistant"}}, raised), ROUTE, say("x"))
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    made = chat(delta("Half of"), delta(" it"), raised)
    answer, found = read(made, ROUTE, say("x"))
    assert answer.status_code == 200
    assert [name for name, _ in found] == ["delta", "delta", "error"]
    problem = found[-1][1]
    assert (problem["status"], problem["request_id"], problem["instance"]) == (status, REQUEST_ID, ROUTE)
    assert "arn:" not in str(problem)
    assert made.streams[0].closed.is_set()


@pytest.mark.parametrize("items", [[delta("no end"), delta(".")], [delta("no account"), *ending()[:2]]])
def test_a_stream_that_just_ends_is_not_taken_for_a_whole_one(items: list[Any]) -> None:
    _, found = read(chat(*items), ROUTE, say("x"))
    assert (found[-1][0], found[-1][1]["status"]) == ("error", 502)


def test_a_silent_model_is_bridged_by_heartbeats() -> None:
    heard = Event()
    made = chat(delta("One "), delta("two"), waits(heard), *ending(), heartbeat_seconds=0.01)
    with served(made) as address, streaming(address, ROUTE, say("x")) as answer:
        reading = events(answer)
        while next(reading) != ("", {}):
            pass
        heard.set()
        assert [name for name, _ in reading if name][-1] == "done"


def test_an_answer_that_takes_too_long_is_ended_with_a_504() -> None:
    go = Event()
    made = chat(seconds=60.0, heartbeat_seconds=60.0)
    late = [waits(go), lambda: setattr(made.time, "seconds", 61.0), delta("three"), *ending()]
    made.items = [delta("One "), delta("two"), *late]
    with served(made) as address, streaming(address, ROUTE, say("x")) as answer:
        reading = events(answer)
        assert next(reading) == ("delta", {"text": "One"})
        go.set()
        name, problem = list(reading)[-1]
    assert (name, problem["status"]) == ("error", 504)


def test_an_answer_that_is_too_long_is_ended() -> None:
    _, found = read(chat(*[delta("x" * 100)] * 20, *ending(), most_bytes=1_000), ROUTE, say("x"))
    assert (found[-1][0], found[-1][1]["status"]) == ("error", 502)
    assert len(texts(found)) < 1_000


def test_a_client_that_leaves_ends_the_call() -> None:
    made = chat(*[delta("x" * 1_000)] * 10_000, most_bytes=10**9)
    with served(made) as address:
        with streaming(address, ROUTE, say("x")) as answer:
            assert next(events(answer))[0] == "delta"
        assert made.streams[0].closed.wait(20)


def test_a_stand_in_is_named_in_a_header() -> None:
    made = chat()
    made.client.stand_in = "a small model"
    answer, _ = read(made, ROUTE, say("x"))
    assert answer.headers["x-lab2api-stand-in"] == "a small model"


def test_two_streams_at_once_do_not_mix() -> None:
    first_go, second_go = Event(), Event()
    made = chat()
    with served(made) as address:
        made.items = [delta("one "), delta("a"), waits(first_go), *ending(given=1)]
        with streaming(address, ROUTE, say("1")) as first:
            reading = events(first)
            assert next(reading)[1]["text"] == "one"
            made.items = [delta("two "), delta("b"), waits(second_go), *ending(given=2)]
            with streaming(address, ROUTE, say("2")) as second:
                assert next(events(second))[1]["text"] == "two"
                first_go.set()
                assert list(reading)[-1][1]["usage"]["output_tokens"] == 1
                second_go.set()


def test_other_paths_are_problems_and_the_readiness_check_is_answered() -> None:
    import httpx

    made = chat()
    assert read(made, "/v1/ai/chat", say("x"))[0].status_code == 404
    with served(made) as address:
        assert httpx.get(address + "/ready").status_code == 200
        assert httpx.get(address + "/other").status_code == 404
