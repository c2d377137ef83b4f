"""The AI services as the emulator's dispatcher calls them: HTTP in, HTTP out."""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from typing import Any, cast
from urllib.parse import unquote

from local.ai import real, registry, shapes, streamed, worker
from local.ai.guardrails import kept as guardrails
from local.ai.textract import jobs
from local.ai.translate import terminologies
from local.sagemaker.errors import ServiceError
from local.settings import AI_SERVICES, active
from local.streaming import event_stream, response

_MODEL_PATH = re.compile(r"/model/(?P<model>.+)/(?P<action>[a-z-]+)")
_ACTIONS = {"converse": "Converse", "converse-stream": "ConverseStream", "invoke": "InvokeModel"}
Response = tuple[int, dict[str, Any], bytes]
Handler = Callable[..., Awaitable[Response]]
_Streamed = tuple[int, dict[str, Any], Any]
logger = logging.getLogger("lab2api")


def handler(service: str) -> Handler:
    """Make the dispatcher's handler of one service."""

    async def handle_request(
        method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, list[str]]
    ) -> Response:
        del method, query_params
        if service == "bedrock-runtime" and path.endswith("-stream"):
            return cast(Response, await response.in_thread(answer_stream, service, path, headers, body))
        return await asyncio.to_thread(answer, service, path, headers, body)

    return handle_request


def answer(service: str, path: str, headers: dict[str, str], body: bytes) -> Response:
    """Answer one request: by the real service where the run was told so, else by a stand-in."""
    try:
        name, request = _parsed(service, path, headers, body)
        if service in active().real_services:
            return real.forward(service=service, name=name, path=path, request=request)
    except ServiceError as error:
        return refusal(service, error)
    return computed(service, name, request)


def computed(service: str, name: str, request: dict[str, Any]) -> Response:
    """Answer one operation by its stand-in."""
    try:
        found, label = registry.call(service, name, request)
    except ServiceError as error:
        return refusal(service, error)
    status = int(shapes.model(service).operation_model(name).http.get("responseCode", 200))
    body = json.dumps(found, default=_wire).encode()
    return status, _headers(service) | {real.STAND_IN_HEADER: label}, body


def answer_stream(service: str, path: str, headers: dict[str, str], body: bytes) -> _Streamed:
    """Answer one request with an event stream; what breaks it off is its last message."""
    try:
        name, request = _parsed(service, path, headers, body)
        if service in active().real_services or not streamed.streams(service, name):
            return answer(service, path, headers, body)
        opened, label = streamed.open_stream(service, name, request)
    except ServiceError as error:
        return refusal(service, error)
    told = {"Content-Type": event_stream.MEDIA_TYPE, real.STAND_IN_HEADER: label}
    return 200, told, response.streamed(_encoded(opened.events), close=opened.close)


def _encoded(events: Iterator[streamed.Event]) -> Iterator[bytes]:
    try:
        for name, data in events:
            yield event_stream.json_event(name, data)
    except ServiceError as error:
        yield event_stream.exception(error.code, error.message)


def reset() -> None:
    """Forget terminologies, guardrails and jobs, and end the worker (the emulator's own reset calls this)."""
    terminologies.reset()
    guardrails.reset()
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


def refusal(service: str, error: ServiceError) -> Response:
    """Answer with an error, with the status that the service's model gives it."""
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
