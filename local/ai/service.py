"""The AI services as the emulator's dispatcher calls them: HTTP in, HTTP out."""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from local.ai import real, registry, shapes, worker
from local.ai.textract import jobs
from local.ai.translate import terminologies
from local.sagemaker.errors import ServiceError
from local.settings import AI_SERVICES, active

_MODEL_PATH = re.compile(r"/model/(?P<model>.+)/(?P<action>[a-z-]+)")
_ACTIONS = {"converse": "Converse", "converse-stream": "ConverseStream", "invoke": "InvokeModel"}
_Response = tuple[int, dict[str, Any], bytes]
_Handler = Callable[..., Awaitable[_Response]]
logger = logging.getLogger("lab2api")


def handler(service: str) -> _Handler:
    """Make the dispatcher's handler of one service."""

    async def handle_request(
        method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, list[str]]
    ) -> _Response:
        del method, query_params
        return await asyncio.to_thread(answer, service, path, headers, body)

    return handle_request


def answer(service: str, path: str, headers: dict[str, str], body: bytes) -> _Response:
    """Answer one request: by the real service where the run was told so, else by a stand-in."""
    try:
        name, request = _parsed(service, path, headers, body)
        if service in active().real_services:
            return real.forward(service=service, name=name, path=path, request=request)
        found, label = registry.call(service, name, request)
    except ServiceError as error:
        return _refusal(service, error)
    return 200, _headers(service) | {real.STAND_IN_HEADER: label}, json.dumps(found, default=_wire).encode()


def reset() -> None:
    """Forget terminologies and jobs, and end the worker (the emulator's own reset calls this)."""
    terminologies.reset()
    jobs.reset()
    worker.stop()


def get_state() -> None:
    """Nothing of these services survives a restart, so there is nothing to save."""


def load_persisted_state(data: object) -> None:
    """Refuse nothing and restore nothing: see `get_state`."""
    del data


def report() -> dict[str, dict[str, Any]]:
    """Return, for each service, whether a stand-in or the real one answers, and what each operation is."""
    return {
        service: {
            "state": "real" if service in active().real_services else "stand-in",
            "operations": {name: found.what for name, found in registry.stand_ins(service).items()},
        }
        for service in AI_SERVICES
    }


def _parsed(service: str, path: str, headers: dict[str, str], body: bytes) -> tuple[str, dict[str, Any]]:
    try:
        request = json.loads(body or b"{}")
    except ValueError as error:
        raise ServiceError(code="SerializationException", message=f"The body is no JSON: {error}") from error
    if not isinstance(request, dict):
        raise ServiceError(code="SerializationException", message="The body is no JSON object.")
    if service != "bedrock-runtime":
        return headers.get("x-amz-target", "").rpartition(".")[2], request
    matched = _MODEL_PATH.fullmatch(unquote(path))
    if matched is None:
        raise registry.not_emulated(f"{path} has no stand-in on this machine.", service=service)
    return _ACTIONS.get(matched["action"], matched["action"]), request | {"modelId": matched["model"]}


def _refusal(service: str, error: ServiceError) -> _Response:
    status = error.status if error.status != 400 else _status(service, error.code)
    body = {"__type": error.code, "message": error.message, "Message": error.message, **error.members}
    return status, _headers(service) | {"x-amzn-errortype": error.code}, json.dumps(body).encode()


def _status(service: str, code: str) -> int:
    found = shapes.model(service).shape_names
    metadata = shapes.model(service).shape_for(code).metadata if code in found else {}
    status = metadata.get("error", {}).get("httpStatusCode")
    return int(status or (500 if code.startswith("Internal") else 400))


def _headers(service: str) -> dict[str, Any]:
    protocol = shapes.model(service).metadata
    kind = (
        f"application/x-amz-json-{protocol['jsonVersion']}"
        if "jsonVersion" in protocol
        else "application/json"
    )
    return {"Content-Type": kind}


def _wire(value: object) -> float:
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(f"{type(value).__name__} has no JSON form")
