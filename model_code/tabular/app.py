"""The container contract as a bare ASGI application: `GET /ping` and `POST /invocations`.

Bare because at one row a request the framework would cost more than the model (bench/README.md).
"""

import logging
import re
import time
from collections.abc import Awaitable, Callable, Coroutine
from http import HTTPStatus
from typing import Any

import orjson

from tabular.predictor import Predictor, answer_type, encode
from tabular.problem import PROBLEM_JSON, RequestError
from tabular.rows import CSV, JSON

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Coroutine[Any, Any, None]]

LOG = logging.getLogger("lab2api.serve")
CUSTOM_ATTRIBUTES = b"x-amzn-sagemaker-custom-attributes"
_REQUEST_ID = re.compile(rb"(?:^|[;,\s])request-id=([A-Za-z0-9._:-]{1,128})")
_ALLOWED = {"/ping": ("GET", "HEAD"), "/invocations": ("POST",)}


def create_app(predictor: Predictor, *, max_body_bytes: int) -> Application:
    """Make the application that answers with `predictor`; larger bodies than `max_body_bytes` get 413."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"this server speaks HTTP only, not {scope['type']}")
        path, method = scope["path"], scope["method"]
        if path == "/invocations" and method == "POST":
            await _invoke(predictor, scope, receive, send, max_body_bytes)
        elif path == "/ping" and method in _ALLOWED["/ping"]:
            await _answer(send, HTTPStatus.OK, b"", JSON)
        else:
            await _refuse(send, path)

    return app


async def _invoke(predictor: Predictor, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
    headers = dict(scope["headers"])
    attributes = headers.get(CUSTOM_ATTRIBUTES)
    started = time.perf_counter() if attributes else 0.0
    status = HTTPStatus.OK
    try:
        body = await _body(headers, receive, limit)
        answer, media_type = _predict(predictor, headers, body)
    except RequestError as problem:
        answer, media_type, status = problem.body(), PROBLEM_JSON, problem.status
    except Exception:  # the last line of defence: the caller gets no trace, the log gets all of it
        LOG.exception("invocation failed")
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        answer, media_type = RequestError(status, "The model could not answer.").body(), PROBLEM_JSON
    await _answer(send, status, answer, media_type)
    if attributes:
        _log(attributes, status, started)


def _predict(predictor: Predictor, headers: dict[bytes, bytes], body: bytes) -> tuple[bytes, str]:
    accept = answer_type(headers.get(b"accept", b"").decode("latin-1"))
    if accept is None:
        raise RequestError(HTTPStatus.NOT_ACCEPTABLE, f"Accept allows neither {JSON} nor {CSV}.")
    matrix = predictor.rows.read(body, headers.get(b"content-type", b"application/json").decode("latin-1"))
    return encode(predictor.predict(matrix), accept), accept


async def _body(headers: dict[bytes, bytes], receive: Receive, limit: int) -> bytes:
    chunks: list[bytes] = []
    length, more = 0, int(headers.get(b"content-length", b"0")) <= limit
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestError(HTTPStatus.BAD_REQUEST, "The caller left before the body ended.")
        chunks.append(message["body"])
        length += len(message["body"])
        more = message["more_body"] and length <= limit
    if not chunks or length > limit:
        raise RequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body is larger than {limit} bytes.")
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


async def _answer(
    send: Send, status: HTTPStatus, body: bytes, media_type: str, *more: tuple[bytes, bytes]
) -> None:
    headers = [(b"content-type", media_type.encode()), (b"content-length", b"%d" % len(body)), *more]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _refuse(send: Send, path: str) -> None:
    if path in _ALLOWED:
        allowed = ", ".join(_ALLOWED[path])
        problem = RequestError(HTTPStatus.METHOD_NOT_ALLOWED, f"Use {allowed}.")
        await _answer(send, problem.status, problem.body(), PROBLEM_JSON, (b"allow", allowed.encode()))
    else:
        problem = RequestError(HTTPStatus.NOT_FOUND, "This container answers /ping and /invocations.")
        await _answer(send, problem.status, problem.body(), PROBLEM_JSON)


def _log(attributes: bytes, status: HTTPStatus, started: float) -> None:
    """Write one JSON line for a request that carries an id; without one the hot path stays silent."""
    if found := _REQUEST_ID.search(attributes):
        milliseconds = round((time.perf_counter() - started) * 1000, 3)
        line = {"request_id": found[1].decode(), "status": status.value, "milliseconds": milliseconds}
        LOG.info(orjson.dumps(line).decode())
