"""EventBridge rules whose target is a SageMaker pipeline: the event starts an execution.

https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_SageMakerPipelineParameters.html
"""

import logging
import uuid
from typing import Any

from ministack.services import eventbridge

from local.sagemaker import operations
from local.sagemaker.errors import ServiceError

logger = logging.getLogger("lab2api")


def install() -> None:
    """Let the emulator's rules reach pipelines; every other target keeps its own way."""
    original = eventbridge._invoke_target  # noqa: SLF001

    def invoke_target(target: dict[str, Any], event: dict[str, Any], rule: Any, view: Any = None) -> None:
        if ":sagemaker:" not in target.get("Arn", "") or ":pipeline/" not in target["Arn"]:
            original(target, event, rule, view)
            return
        view = view or eventbridge._pattern_event_view(event)  # noqa: SLF001
        start(target, view.event_with_detail())

    eventbridge._invoke_target = invoke_target  # noqa: SLF001


def start(target: dict[str, Any], event: dict[str, Any]) -> None:
    """Start an execution with the target's parameters; a failure is logged, as there is nobody to tell."""
    try:
        operations.call(
            "StartPipelineExecution",
            {
                "PipelineName": target["Arn"].rpartition("/")[2],
                "PipelineParameters": parameters(target.get("SageMakerPipelineParameters", {}), event),
                "ClientRequestToken": uuid.uuid4().hex,
            },
        )
    except ServiceError as error:
        logger.warning("rule target %s: %s: %s", target["Arn"], error.code, error.message)


def parameters(declared: dict[str, Any], event: dict[str, Any]) -> list[dict[str, str]]:
    """Return the declared pipeline parameters, with `$.path` values taken from the event."""
    values = declared.get("PipelineParameterList", [])
    return [{"Name": item["Name"], "Value": _value(item["Value"], event)} for item in values]


def _value(value: str, event: dict[str, Any]) -> str:
    if not value.startswith("$."):
        return value
    found: Any = event
    for step in value.removeprefix("$.").split("."):
        found = found.get(step) if isinstance(found, dict) else None
    if found is None:
        raise ServiceError(message=f"The event has no {value}.")
    return str(found)
