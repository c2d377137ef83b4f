"""Services that ministack lacks or pretends: SageMaker, scaling and AI stand-ins; others are refused."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from ministack import app

from local import expressions
from local.ai import service as ai
from local.ai import worker
from local.ai.guardrails import service as guardrails
from local.autoscaling import alarm_actions
from local.autoscaling import service as scaling
from local.cloudwatch import function_actions
from local.hosting import backlogs, components, fleets
from local.jobs import running
from local.sagemaker import service
from local.settings import AI_SERVICES
from local.web_functions import web_servers

REFUSED = ("transcribe", "polly")
"""AI models without a stand-in. ministack has canned text for one; a wrong answer is worse than none."""

_Handler = Callable[..., Awaitable[tuple[int, dict[str, Any], bytes]]]


def install() -> None:
    """Route the services' requests to this project's handlers; a second call changes nothing."""
    if "sagemaker" in app.SERVICE_HANDLERS:
        return
    expressions.install()
    service.load_operations()
    app.SERVICE_REGISTRY["sagemaker"] = {"module": "sagemaker"}
    app._loaded_modules["sagemaker"] = service  # noqa: SLF001
    app.SERVICE_HANDLERS["sagemaker"] = service.handle_request
    app.SERVICE_HANDLERS["application-autoscaling"] = scaling.handle_request
    alarm_actions.install()
    function_actions.install()
    app._loaded_modules["lab2api-ai"] = ai  # noqa: SLF001
    app.SERVICE_REGISTRY["lab2api-ai"] = {"module": "lab2api-ai"}
    for name in AI_SERVICES:
        app.SERVICE_HANDLERS[name] = ai.handler(name)
    app.SERVICE_HANDLERS["bedrock"] = guardrails.handler(app.SERVICE_HANDLERS["bedrock"])
    _keep_runtime_content_type()
    for name in REFUSED:
        app.SERVICE_HANDLERS[name] = _refuse(name)


def stop() -> None:
    """End what the services run."""
    running.stop_all()
    backlogs.stop_all()
    components.stop_all()
    fleets.stop_all()
    web_servers.stop_all()
    worker.stop()


def _refuse(name: str) -> _Handler:
    message = f"{name} is a managed model of AWS: nothing on this machine answers for it. Use an AWS account."

    async def refuse(*_: Any) -> tuple[int, dict[str, Any], bytes]:
        body = json.dumps({"__type": "NotEmulatedLocally", "message": message}).encode()
        return (
            501,
            {"Content-Type": "application/x-amz-json-1.1", "x-amzn-errortype": "NotEmulatedLocally"},
            body,
        )

    return refuse


def _keep_runtime_content_type() -> None:
    """Keep the Content-Type that a model answered; the dispatcher would put the protocol's in its place."""
    original = app.fix_success_content_type

    def fix(service_name: str, status: int, headers: dict[str, Any]) -> None:
        if service_name not in ("sagemaker", *AI_SERVICES):
            original(service_name, status, headers)

    app.fix_success_content_type = fix
