"""How a streamed answer is described in the OpenAPI document."""

from collections.abc import Iterable
from typing import Any

from http_api.negotiation import JSON
from http_api.openapi import ok, schema
from http_api.problems import Problem

from .events import MEDIA_TYPE, Delta

EXAMPLE = 'event: delta\ndata: {"text":"Xin"}\n\nevent: delta\ndata: {"text":" chào"}\n\n'


def streamed(done: dict[str, Any], *, headers: Iterable[str] = ()) -> dict[str, Any]:
    """Describe the answer; the schema is of one event, which OpenAPI 3.2 calls itemSchema."""
    events = {Delta.event: schema(Delta), "done": done, "error": schema(Problem)}
    one = {"oneOf": [_event(name, data) for name, data in events.items()]}
    described = ok({MEDIA_TYPE: {"schema": one, "example": EXAMPLE}}, headers=headers)
    return described | {
        "description": (
            "Server-sent events: `delta` many times, then `done` once; or `error` with a problem, if the "
            "answer broke off after it began. A stream without either at its end is not whole. Lines that "
            "begin with a colon are heartbeats. The schema is of one event."
        )
    }


def _event(name: str, data: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["event", "data"],
        "properties": {
            "event": {"const": name},
            "data": {"type": "string", "contentMediaType": JSON, "contentSchema": data},
        },
    }
