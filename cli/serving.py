"""Puts a release behind the API by CloudFormation, so that a broken one rolls back."""

from __future__ import annotations

import json
from typing import Any

from botocore.exceptions import ClientError, WaiterError

from cli import terminal
from cli.registry import Release
from cli.target import Target

CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"]
WAIT_LIMIT_SECONDS = {True: 120, False: 3600}


def stack_name(*, target: Target, model: str) -> str:
    """Return the Serving stack of a model."""
    return target.stack(f"Serving-{model}")


def parameters(release: Release) -> list[dict[str, str]]:
    """Return the Serving template's parameters for a release."""
    values = {
        "ModelName": release.model,
        "ModelDataUrl": release.model_data,
        "CardUrl": release.card,
        "ModelVersion": release.version,
    }
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]


def serving_stacks(*, target: Target) -> list[str]:
    """Return the names of the Serving stacks that exist in this environment."""
    pages = target.client("cloudformation").get_paginator("describe_stacks").paginate()
    prefix = stack_name(target=target, model="")
    return sorted(
        s["StackName"] for page in pages for s in page["Stacks"] if s["StackName"].startswith(prefix)
    )


def served_image(*, target: Target) -> str:
    """Return the inference image that the environment's first endpoint runs, for new registry entries."""
    sagemaker, first = target.client("sagemaker"), serving_stacks(target=target)[0]
    model = first.removeprefix(stack_name(target=target, model=""))
    endpoint = sagemaker.describe_endpoint(EndpointName=f"{target.environment}-{model}")
    variants = sagemaker.describe_endpoint_config(EndpointConfigName=endpoint["EndpointConfigName"])
    name = variants["ProductionVariants"][0]["ModelName"]
    return str(sagemaker.describe_model(ModelName=name)["PrimaryContainer"]["Image"])


def serve(*, target: Target, release: Release) -> None:
    """Update the model's Serving stack, or create it from the template the others were made of, and wait.

    Ends the command with CloudFormation's first failure reason when the stack rolled back.
    """
    cloudformation = target.client("cloudformation")
    stack = stack_name(target=target, model=release.model)
    existing = serving_stacks(target=target)
    call: dict[str, Any] = {
        "StackName": stack,
        "Parameters": parameters(release),
        "Capabilities": CAPABILITIES,
    }
    if stack in existing:
        action, call["UsePreviousTemplate"] = "update", True
    elif existing:
        action, call["TemplateBody"] = "create", _template(target=target, stack=existing[0])
    else:
        terminal.stop(
            f"{target.environment} serves no model yet", hint="Deploy the stacks first: ./lab2api local up"
        )
    try:
        getattr(cloudformation, f"{action}_stack")(**call)
    except ClientError as error:
        if "No updates are to be performed" in str(error):
            return
        terminal.stop(f"CloudFormation refused to {action} {stack}: {error}")
    _wait(target=target, stack=stack, action=action)


def remove_all(*, target: Target) -> None:
    """Delete the Serving stacks, those of `deploy-model` included, and wait."""
    cloudformation = target.client("cloudformation")
    for stack in serving_stacks(target=target):
        cloudformation.delete_stack(StackName=stack)
        cloudformation.get_waiter("stack_delete_complete").wait(StackName=stack)
        terminal.out.print(f"deleted {stack}")


def _template(*, target: Target, stack: str) -> str:
    body = target.client("cloudformation").get_template(StackName=stack)["TemplateBody"]
    return body if isinstance(body, str) else json.dumps(body)


def _wait(*, target: Target, stack: str, action: str) -> None:
    cloudformation = target.client("cloudformation")
    delay = 1 if target.local else 10
    limit = {"Delay": delay, "MaxAttempts": WAIT_LIMIT_SECONDS[target.local] // delay}
    try:
        cloudformation.get_waiter(f"stack_{action}_complete").wait(StackName=stack, WaiterConfig=limit)
    except WaiterError:
        events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
        kept = "The version that served before still serves."
        hint = kept if action == "update" else "Nothing serves this name."
        terminal.stop(f"{stack} rolled back: {first_failure(events=events, stack=stack)}", hint=hint)


def first_failure(*, events: list[dict[str, Any]], stack: str) -> str:
    """Return what failed first in the newest operation; `events` are CloudFormation's, newest first."""
    operation: list[dict[str, Any]] = []
    for event in events:
        operation.append(event)
        started = event["ResourceStatus"] in ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS")
        if started and event["LogicalResourceId"] == stack:
            break
    for event in reversed(operation):
        if event["ResourceStatus"].endswith("_FAILED"):
            return f"{event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason was given')}"
    return "CloudFormation gave no reason"
