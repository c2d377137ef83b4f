"""Bedrock's ConverseStream by the user's OpenAI-compatible server: its chunks become Bedrock's events."""

import json
import time
from collections.abc import Iterator
from typing import Any

from local.ai import bedrock
from local.ai.guardrails import words
from local.ai.guardrails.conversation import asked_text
from local.ai.guardrails.kept import Guardrail
from local.ai.registry import Request
from local.ai.streamed import Event, Opened, stream_operation
from local.sagemaker.errors import ServiceError
from local.streaming.upstream import Upstream, UpstreamError

_DATA, _DONE = b"data:", b"[DONE]"


@stream_operation("bedrock-runtime", "ConverseStream", what=bedrock.WHAT)
def converse_stream(request: Request) -> Opened:
    """Answer ConverseStream for messages of text."""
    asked = bedrock.question(request) | {"stream": True, "stream_options": {"include_usage": True}}
    guardrail = words.named(request.get("guardrailConfig"))
    if guardrail and words.found(guardrail, asked_text(request)):
        return Opened(events=_blocked(guardrail.blocked_input), close=_nothing)
    url, headers = bedrock.endpoint()
    upstream, started = Upstream(url, seconds=bedrock.TIMEOUT_SECONDS), time.monotonic()
    try:
        status, _ = upstream.open("POST", body=json.dumps(asked).encode(), headers=headers)
    except UpstreamError as error:
        message = f"The server of LAB2API_CHAT_URL: {error}."
        raise ServiceError(code="ServiceUnavailableException", message=message, status=503) from error
    if status != 200:
        upstream.close()
        raise bedrock.refused(status)
    return Opened(events=_events(upstream, started=started, guardrail=guardrail), close=upstream.close)


def _blocked(message: str) -> Iterator[Event]:
    """Yield what a guardrail says in place of an answer; nothing was generated."""
    yield "messageStart", {"role": "assistant"}
    yield "contentBlockDelta", {"delta": {"text": message}, "contentBlockIndex": 0}
    yield "contentBlockStop", {"contentBlockIndex": 0}
    yield "messageStop", {"stopReason": "guardrail_intervened"}
    yield "metadata", _metadata({}, milliseconds=0)


def _nothing() -> None:
    """Close nothing: no server was asked."""


def _events(upstream: Upstream, *, started: float, guardrail: Guardrail | None) -> Iterator[Event]:
    """Yield Bedrock's events in their order; the text is one content block."""
    yield "messageStart", {"role": "assistant"}
    stop: str | None = None
    said = ""
    usage: dict[str, Any] = {}
    try:
        for chunk in _chunks(upstream):
            usage = chunk.get("usage") or usage
            for choice in chunk.get("choices", [])[:1]:
                if text := choice.get("delta", {}).get("content"):
                    said += text
                    if guardrail and words.found(guardrail, said):
                        upstream.close()
                        yield from _cut(guardrail.blocked_output, usage, started=started)
                        return
                    yield "contentBlockDelta", {"delta": {"text": text}, "contentBlockIndex": 0}
                stop = choice.get("finish_reason") or stop
    except (UpstreamError, ValueError) as error:
        raise ServiceError(code="modelStreamErrorException", message=f"The chat server: {error}.") from error
    if stop is None:
        raise ServiceError(code="modelStreamErrorException", message="The chat server broke off.")
    yield "contentBlockStop", {"contentBlockIndex": 0}
    yield "messageStop", {"stopReason": bedrock.stop_reason(stop)}
    yield "metadata", _metadata(usage, milliseconds=int(1000 * (time.monotonic() - started)))


def _cut(message: str, usage: dict[str, Any], *, started: float) -> Iterator[Event]:
    """Yield the end of an answer that a guardrail breaks off: what was held back is not shown."""
    yield "contentBlockDelta", {"delta": {"text": message}, "contentBlockIndex": 0}
    yield "contentBlockStop", {"contentBlockIndex": 0}
    yield "messageStop", {"stopReason": "guardrail_intervened"}
    yield "metadata", _metadata(usage, milliseconds=int(1000 * (time.monotonic() - started)))


def _chunks(upstream: Upstream) -> Iterator[dict[str, Any]]:
    """Read server-sent events; one may come in several pieces, and several in one."""
    waiting = b""
    for piece in upstream.pieces():
        *lines, waiting = (waiting + piece).split(b"\n")
        for line in lines:
            data = line.strip().removeprefix(_DATA).strip()
            if line.startswith(_DATA) and data != _DONE:
                yield json.loads(data)


def _metadata(usage: dict[str, Any], *, milliseconds: int) -> dict[str, Any]:
    asked, given = int(usage.get("prompt_tokens", 0)), int(usage.get("completion_tokens", 0))
    return {
        "usage": {"inputTokens": asked, "outputTokens": given, "totalTokens": asked + given},
        "metrics": {"latencyMs": milliseconds},
    }
