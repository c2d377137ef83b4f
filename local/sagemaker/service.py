"""SageMaker and SageMaker Runtime as the emulator's dispatcher calls them: HTTP in, HTTP out."""

import asyncio
import importlib
import json
import logging
import re
from datetime import datetime
from typing import Any

from local.hosting import fleets
from local.jobs import running
from local.sagemaker import invocations, operations
from local.sagemaker.errors import ServiceError
from local.sagemaker.records import records

_INVOCATION = re.compile(r"/endpoints/(?P<name>[^/]+)/invocations")
_JSON = {"Content-Type": "application/x-amz-json-1.1"}
_MODULES = ("models", "endpoints", "kinds", "jobs", "pipelines")
_Response = tuple[int, dict[str, Any], bytes]
logger = logging.getLogger("lab2api")


def load_operations() -> None:
    """Import every module that registers operations."""
    for name in _MODULES:
        importlib.import_module(f"local.sagemaker.{name}")


async def handle_request(
    method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, list[str]]
) -> _Response:
    """Answer one request of the control plane (by X-Amz-Target) or of the runtime (by its path)."""
    del method, query_params
    try:
        if runtime := _INVOCATION.fullmatch(path):
            return await asyncio.to_thread(invocations.invoke, runtime["name"], headers, body)
        name = headers.get("x-amz-target", "").rpartition(".")[2]
        return 200, dict(_JSON), _encoded(operations.call(name, json.loads(body or b"{}")))
    except ServiceError as error:
        headers = _JSON | {"x-amzn-errortype": error.code}
        return (
            error.status,
            headers,
            _encoded({"__type": error.code, "message": error.message, **error.members}),
        )


def reset() -> None:
    """Stop every job and model server and forget every record (the emulator's own reset calls this)."""
    running.stop_all()
    fleets.stop_all()
    records.reset()


def get_state() -> None:
    """Nothing of this service survives a restart, so there is nothing to save."""


def load_persisted_state(data: object) -> None:
    """Refuse nothing and restore nothing: see `get_state`."""
    del data


def _encoded(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer, default=_timestamp).encode()


def _timestamp(value: object) -> float:
    """JSON 1.1 services send times as seconds since the epoch."""
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(f"{type(value).__name__} has no JSON form")
