"""The ASGI application: routes, limits, request ids, and no trace to a caller."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tabular.app import create_app
from tabular.predictor import Predictor

LIMIT = 2000
ROW = json.dumps({"instances": [[1.0] * 30]}).encode()


def request(
    predictor: Predictor, method: str, path: str, *, version: str | None = None, **options: object
) -> httpx.Response:
    async def send() -> httpx.Response:
        app = create_app(predictor, max_body_bytes=LIMIT, model_version=version)
        transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://container") as client:
            return await client.request(method, path, **options)  # type: ignore[arg-type]

    return asyncio.run(send())


async def chunks(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b" " * 600


def test_a_body_at_the_limit_is_read_and_one_byte_more_is_413(starter: Predictor) -> None:
    assert request(starter, "POST", "/invocations", content=ROW.ljust(LIMIT)).status_code == 200
    assert request(starter, "POST", "/invocations", content=ROW.ljust(LIMIT + 1)).status_code == 413


def test_every_answer_says_which_version_of_the_model_gave_it(starter: Predictor) -> None:
    for body, status in ((ROW, 200), (b"{}", 400)):
        answer = request(starter, "POST", "/invocations", version="2026-10-01.3", content=body)
        assert answer.status_code == status
        assert answer.headers["x-amzn-sagemaker-custom-attributes"] == "model-version=2026-10-01.3"
    unversioned = request(starter, "POST", "/invocations", content=ROW)
    assert "x-amzn-sagemaker-custom-attributes" not in unversioned.headers


def test_a_body_that_does_not_say_its_length_is_limited_too(starter: Predictor) -> None:
    assert request(starter, "POST", "/invocations", content=chunks(3)).status_code == 400
    assert request(starter, "POST", "/invocations", content=chunks(4)).status_code == 413


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("GET", "/ping", 200, None),
        ("HEAD", "/ping", 200, None),
        ("POST", "/ping", 405, "GET, HEAD"),
        ("GET", "/invocations", 405, "POST"),
        ("GET", "/", 404, None),
        ("POST", "/invocations/", 404, None),
    ],
)
def test_only_the_container_contract_is_answered(
    starter: Predictor, method: str, path: str, status: int, allow: str | None
) -> None:
    answer = request(starter, method, path)
    assert (answer.status_code, answer.headers.get("allow")) == (status, allow)


def test_a_request_id_is_logged_with_the_outcome(
    starter: Predictor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    headers = {"X-Amzn-SageMaker-Custom-Attributes": "trace=1,request-id=abc-123"}
    request(starter, "POST", "/invocations", content=ROW, headers=headers)
    request(starter, "POST", "/invocations", content=b"{", headers=headers)
    lines = [json.loads(record.message) for record in caplog.records if record.name == "lab2api.serve"]
    assert [(line["request_id"], line["status"]) for line in lines] == [("abc-123", 200), ("abc-123", 400)]


@pytest.mark.parametrize("attributes", ["", "request-id=a\tb", 'request-id="\u00e9', "x" * 1024])
def test_nothing_else_from_that_header_reaches_the_log(
    starter: Predictor, attributes: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    headers = {"X-Amzn-SageMaker-Custom-Attributes": attributes.encode("latin-1")}
    assert request(starter, "POST", "/invocations", content=ROW, headers=headers).status_code == 200
    logged = "".join(record.message for record in caplog.records if record.name == "lab2api.serve")
    assert "\t" not in logged
    assert "\u00e9" not in logged


def test_an_unforeseen_error_is_a_500_without_its_reason(
    starter: Predictor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(starter.graph, "run", lambda matrix: 1 / 0)
    answer = request(starter, "POST", "/invocations", content=ROW)
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "zero" not in answer.text
    assert "ZeroDivisionError" in caplog.text


def test_another_protocol_is_not_mistaken_for_http(starter: Predictor) -> None:
    app = create_app(starter, max_body_bytes=LIMIT)
    with pytest.raises(RuntimeError, match="HTTP only"):
        asyncio.run(app({"type": "websocket"}, None, None))  # type: ignore[arg-type]


def test_a_caller_who_leaves_midway_is_not_predicted_for(starter: Predictor) -> None:
    messages: Iterator[dict[str, object]] = iter(
        [{"type": "http.request", "body": ROW[:9], "more_body": True}, {"type": "http.disconnect"}]
    )
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return next(messages)

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {"type": "http", "path": "/invocations", "method": "POST", "headers": []}
    asyncio.run(create_app(starter, max_body_bytes=LIMIT)(scope, receive, send))
    assert sent[0]["status"] == 400
