"""The container contract as a bare ASGI application: `GET /ping` and `POST /invocations`.

Bare because at one row a request the framework would cost more than the model (bench/README.md).
"""

import asyncio
import logging
import re
import time
from collections.abc import Coroutine
from http import HTTPStatus
from typing import Any

import orjson

from tabular.contract import (
    CUSTOM_ATTRIBUTES,
    Application,
    Headers,
    Receive,
    Scope,
    Send,
    answer_whole,
    container_app,
    naming,
    read_body,
)
from tabular.json_lines import JSON_LINES, answer_lines
from tabular.predictor import answer_type, encode
from tabular.problem import PROBLEM_JSON, RequestError
from tabular.row_model import RowModel
from tabular.rows import CSV, JSON

LOG = logging.getLogger("lab2api.serve")
_REQUEST_ID = re.compile(rb"(?:^|[;,\s])request-id=([A-Za-z0-9._:-]{1,128})")


def create_app(model: RowModel, *, max_body_bytes: int, model_version: str | None = None) -> Application:
    """Make the application that answers with `model`; larger bodies than `max_body_bytes` get 413.

    With a `model_version` every answer of /invocations names it.
    """
    versioned = naming(model_version)

    def invoke(scope: Scope, receive: Receive, send: Send) -> Coroutine[Any, Any, None]:
        return _invoke(model, scope, receive, send, max_body_bytes, versioned)

    return container_app(invoke)


async def _invoke(
    model: RowModel, scope: Scope, receive: Receive, send: Send, limit: int, versioned: Headers
) -> None:
    headers = dict(scope["headers"])
    attributes = headers.get(CUSTOM_ATTRIBUTES)
    started = time.perf_counter() if attributes else 0.0
    status = HTTPStatus.OK
    try:
        body = await read_body(headers, receive, limit)
        if model.slow:
            answer, media_type = await asyncio.to_thread(_predict, model, headers, body)
        else:
            answer, media_type = _predict(model, headers, body)
    except RequestError as problem:
        answer, media_type, status = problem.body(), PROBLEM_JSON, problem.status
    except Exception:  # the last line of defence: the caller gets no trace, the log gets all of it
        LOG.exception("invocation failed")
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        answer, media_type = RequestError(status, "The model could not answer.").body(), PROBLEM_JSON
    await answer_whole(send, status, answer, media_type, *versioned)
    if attributes:
        log(attributes, status, started)


def _predict(model: RowModel, headers: dict[bytes, bytes], body: bytes) -> tuple[bytes, str]:
    content_type = headers.get(b"content-type", b"application/json").decode("latin-1")
    if content_type.startswith(JSON_LINES):
        return answer_lines(model, body), JSON_LINES
    accept = answer_type(headers.get(b"accept", b"").decode("latin-1"))
    if accept is None:
        raise RequestError(HTTPStatus.NOT_ACCEPTABLE, f"Accept allows neither {JSON} nor {CSV}.")
    matrix = model.rows.read(body, content_type)
    return encode(model.predict(matrix), accept), accept


def log(attributes: bytes, status: HTTPStatus, started: float) -> None:
    """Write one JSON line for a request that carries an id; without one the hot path stays silent."""
    if found := _REQUEST_ID.search(attributes):
        milliseconds = round((time.perf_counter() - started) * 1000, 3)
        line = {"request_id": found[1].decode(), "status": status.value, "milliseconds": milliseconds}
        LOG.info(orjson.dumps(line).decode())
