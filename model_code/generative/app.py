"""The container contract for a model that writes text: `POST /invocations` answers token by token."""

import asyncio
import time
from collections.abc import Coroutine, Iterator
from http import HTTPStatus
from typing import Any

import orjson

from generative.generator import Generator, Prompt
from generative.requests import EVENTS, JSON, answer_type, read
from tabular.app import LOG, log
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
from tabular.problem import PROBLEM_JSON, RequestError

Line = dict[str, Any]


def create_app(generator: Generator, *, max_body_bytes: int, model_version: str | None = None) -> Application:
    """Make the application; with a `model_version` every answer names it, as tabular models' do."""
    versioned = naming(model_version)

    def invoke(scope: Scope, receive: Receive, send: Send) -> Coroutine[Any, Any, None]:
        return _invoke(generator, scope, receive, send, max_body_bytes, versioned)

    return container_app(invoke)


async def _invoke(
    generator: Generator, scope: Scope, receive: Receive, send: Send, limit: int, versioned: Headers
) -> None:
    headers, started = dict(scope["headers"]), time.perf_counter()
    attributes, status = headers.get(CUSTOM_ATTRIBUTES), HTTPStatus.OK
    try:
        body = await read_body(headers, receive, limit)
        media_type = answer_type(headers.get(b"accept", b"").decode("latin-1"))
        prompt = read(body, limits=generator.card.generation)
    except RequestError as problem:
        status = problem.status
        await answer_whole(send, status, problem.body(), PROBLEM_JSON, *versioned)
    else:
        await _answer(_lines(generator, prompt), receive, send, media_type, versioned)
    if attributes:
        log(attributes, status, started)


async def _answer(
    lines: Iterator[Line], receive: Receive, send: Send, media_type: str, versioned: Headers
) -> None:
    if media_type == JSON:
        last = list(lines)[-1]
        whole = {"generated_text": last["generated_text"], "details": last["details"]}
        await answer_whole(send, HTTPStatus.OK, orjson.dumps(whole), JSON, *versioned)
        return
    headers = [(b"content-type", media_type.encode()), *versioned]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    left = asyncio.ensure_future(receive())
    try:
        for line in lines:
            if left.done():
                LOG.info("the caller left before the end")
                return
            await send({"type": "http.response.body", "body": _framed(line, media_type), "more_body": True})
            # One token a write: the loop gets to send it, and to hear that nobody listens.
            await asyncio.sleep(0)
    finally:
        left.cancel()
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _lines(generator: Generator, prompt: Prompt) -> Iterator[Line]:
    """Yield LMI's lines: a token each; the last one also has the whole text and how it ended."""
    tokens: list[str] = []
    for token in generator.generate(prompt):
        tokens.append(token)
        if len(tokens) < prompt.max_new_tokens:
            yield {"token": {"id": len(tokens) - 1, "text": token}}
    full = len(tokens) == prompt.max_new_tokens
    yield {
        "token": {"id": len(tokens), "text": tokens[-1] if full else ""},
        "generated_text": "".join(tokens),
        "details": {"finish_reason": "length" if full else "eos_token", "generated_tokens": len(tokens)},
    }


def _framed(line: Line, media_type: str) -> bytes:
    data = orjson.dumps(line)
    return b"data: " + data + b"\n\n" if media_type == EVENTS else data + b"\n"
