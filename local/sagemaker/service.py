"""SageMaker and SageMaker Runtime as the emulator's dispatcher calls them: HTTP in, HTTP out."""

import asyncio
import contextvars
import importlib
import json
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, cast

from local.autoscaling import targets
from local.feature_store import offline, online
from local.feature_store import runtime as feature_store
from local.hosting import backlogs, components, fleets
from local.jobs import running
from local.sagemaker import asynchronous_invocations, calls, component_invocations, operations, streams
from local.sagemaker.errors import ServiceError
from local.sagemaker.records import records
from local.streaming.response import in_thread

_INVOCATION = re.compile(r"/endpoints/(?P<name>[^/]+)/(?P<kind>invocations|async-invocations)")
_STREAM = re.compile(r"/endpoints/(?P<name>[^/]+)/invocations-response-stream")
_JSON = {"Content-Type": "application/x-amz-json-1.1"}
_MODULES = (
    "models",
    "endpoints",
    "inference_components",
    "kinds",
    "jobs",
    "automl_jobs",
    "transform_jobs",
    "pipelines",
    "studio_domains",
    "studio_sessions",
    "studio_spaces",
    "feature_groups",
    "mlflow_apps",
    "recorded_kinds",
    "trials",
)
_RUNTIME = {
    "invocations": component_invocations.invoke,
    "async-invocations": asynchronous_invocations.invoke,
}
_Response = tuple[int, dict[str, Any], bytes]
# Threads of their own, and many: a slow model that held the shared few would look like an outage of all.
_invoking = ThreadPoolExecutor(max_workers=256, thread_name_prefix="lab2api-invoke")
logger = logging.getLogger("lab2api")


def load_operations() -> None:
    """Import every module that registers operations."""
    for name in _MODULES:
        importlib.import_module(f"local.sagemaker.{name}")


async def handle_request(
    method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, list[str]]
) -> _Response:
    """Answer one request of the control plane (by X-Amz-Target) or of the runtime (by its path)."""
    try:
        if feature_store.PATH.fullmatch(path):
            return await asyncio.to_thread(feature_store.handle, method, path, body, query_params)
        if streamed := _STREAM.fullmatch(path):
            return cast(_Response, await in_thread(streams.invoke, streamed["name"], headers, body))
        if runtime := _INVOCATION.fullmatch(path):
            context = contextvars.copy_context()
            return await asyncio.get_running_loop().run_in_executor(
                _invoking, context.run, _RUNTIME[runtime["kind"]], runtime["name"], headers, body
            )
        name = headers.get("x-amz-target", "").rpartition(".")[2]
        request = json.loads(body or b"{}")
        answer = operations.call(name, request)
        calls.told(name, request, answer, headers)
        return 200, dict(_JSON), _encoded(answer)
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
    backlogs.stop_all()
    components.stop_all()
    fleets.stop_all()
    targets.reset()
    offline.writer.clear()
    online.store.clear()
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
