"""Create, update and delete a CloudFormation stack in the emulator, and wait for the end."""

import json
import time
from typing import Any

import httpx

from local.settings import Settings
from tests.connections import PLAIN
from tests.local.waiting import pause, until

WAIT_SECONDS = 180.0


def deploy(
    cloudformation: Any,
    name: str,
    template: dict[str, Any] | str | None,
    *,
    update: bool = False,
    **parameters: str,
) -> str:
    """Return the final status. Without a template an update uses the previous one; text is its address."""
    body: dict[str, Any] = {"UsePreviousTemplate": True}
    if template is not None:
        is_address = isinstance(template, str)
        body = {"TemplateURL": template} if is_address else {"TemplateBody": json.dumps(template)}
    call = cloudformation.update_stack if update else cloudformation.create_stack
    values = [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]
    call(StackName=name, Parameters=values, Capabilities=["CAPABILITY_NAMED_IAM"], **body)
    return settled(cloudformation, name)


def settled(cloudformation: Any, name: str) -> str:
    """Wait until nothing is in progress; who has waited long looks more seldom."""
    began = time.monotonic()
    while (status := _status(cloudformation, name)).endswith("IN_PROGRESS"):
        waited = time.monotonic() - began
        assert waited < WAIT_SECONDS, f"{name} is still {status}"
        pause(waited)
    return status


def delete(cloudformation: Any, name: str) -> None:
    """Delete a stack and wait until it is gone."""
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackId"]
    cloudformation.delete_stack(StackName=name)
    status = settled(cloudformation, stack)
    assert status == "DELETE_COMPLETE", failures(cloudformation, stack)


def failures(cloudformation: Any, name: str) -> dict[str, str]:
    """Return the reason of each resource that failed."""
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    return {
        event["LogicalResourceId"]: event.get("ResourceStatusReason", "")
        for event in events
        if event["ResourceStatus"].endswith("_FAILED")
    }


def outputs(cloudformation: Any, name: str) -> dict[str, str]:
    """Return the outputs of a stack."""
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def _status(cloudformation: Any, name: str) -> str:
    return str(cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"])


def wait_until_ready(settings: Settings) -> None:
    """Wait until an emulator that a test started itself answers."""

    def answers() -> bool:
        try:
            httpx.get(f"{settings.endpoint_url}/_lab2api/ready", verify=PLAIN)
        except httpx.TransportError:
            return False
        return True

    until(answers, f"an answer of the emulator on port {settings.port}")
