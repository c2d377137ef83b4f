"""Puts a release behind the API by CloudFormation, so that a broken one rolls back."""

from __future__ import annotations

import json
from typing import Any

from botocore.exceptions import ClientError, WaiterError

from cli import terminal
from cli.registry import Release
from cli.target import Target
from config.rule_priority import rule_priority
from model_lifecycle.stack import first_failure

CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"]
PRIORITY = "RulePriority"
"""Parameter of the stacks of models on ECS and EKS (stacks/constructs/model_route.py)."""
WAIT_LIMIT_SECONDS = {True: 300, False: 28_800}
"""On the laptop, and in AWS, where a deployment of eight hours is the longest that SageMaker takes."""


def stack_name(*, target: Target, model: str) -> str:
    """Return the Serving stack of a model."""
    return target.stack(f"Serving-{model}")


def parameters(release: Release, *, shadow: bool = False) -> dict[str, str]:
    """Return the Serving template's parameters for a release, or for one that only shadows what serves."""
    if shadow:
        return {"ShadowModelDataUrl": release.model_data, "ShadowModelVersion": release.version}
    return {
        "ModelName": release.model,
        "ModelDataUrl": release.model_data,
        "CardUrl": release.card,
        "ModelVersion": release.version,
    }


def serving_stacks(*, target: Target) -> list[str]:
    """Return the names of the Serving stacks that exist in this environment."""
    pages = target.client("cloudformation").get_paginator("describe_stacks").paginate()
    prefix = stack_name(target=target, model="")
    return sorted(
        s["StackName"] for page in pages for s in page["Stacks"] if s["StackName"].startswith(prefix)
    )


def serve(*, target: Target, release: Release, like: str = "", shadow: bool = False) -> None:
    """Update the model's Serving stack, or create it from the template of the model `like`, and wait.

    Where `like` is empty a new model takes the template of the environment's first model. With `shadow` the
    release gets copies of the model's requests and answers nobody. Ends the command with CloudFormation's
    first failure reason when the stack rolled back.
    """
    stack, existing = stack_name(target=target, model=release.model), serving_stacks(target=target)
    values = parameters(release, shadow=shadow)
    if stack in existing:
        kept = _kept(target=target, stack=stack, changed=values)
        _change("update", target=target, stack=stack, values=values, UsePreviousTemplate=True, kept=kept)
    elif shadow or not existing:
        terminal.stop(
            f"{target.environment} does not serve {release.model} yet",
            hint="Deploy the stacks first: ./lab2api local up",
        )
    else:
        template = _template_like(target=target, like=like, existing=existing)
        values |= own_priority(target=target, stack=stack, template=template)
        _change("create", target=target, stack=stack, values=values, TemplateBody=template, kept=[])


def _kept(*, target: Target, stack: str, changed: dict[str, str]) -> list[str]:
    """Return the parameters that stay as they are; left away, CloudFormation would take their defaults."""
    described = target.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    known = [parameter["ParameterKey"] for parameter in described.get("Parameters", [])]
    if missing := sorted(set(changed) - set(known)):
        terminal.stop(
            f"{stack} has no parameter {missing[0]}",
            hint="A shadow needs [models.NAME.serving.shadow] in the environment's TOML, and a deploy of it.",
        )
    return [name for name in known if name not in changed]


def _change(
    action: str, *, target: Target, stack: str, values: dict[str, str], kept: list[str], **template: Any
) -> None:
    given = [{"ParameterKey": key, "ParameterValue": value} for key, value in values.items()]
    same = [{"ParameterKey": name, "UsePreviousValue": True} for name in kept]
    call = {"StackName": stack, "Parameters": [*given, *same], "Capabilities": CAPABILITIES, **template}
    try:
        getattr(target.client("cloudformation"), f"{action}_stack")(**call)
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


def _template_like(*, target: Target, like: str, existing: list[str]) -> str:
    """Read the template of a served model; by default of the first that the environment's TOML names."""
    named = [stack_name(target=target, model=model) for model in ([like] if like else target.models())]
    found = [stack for stack in named if stack in existing] or ([] if like else existing)
    if not found:
        terminal.stop(f"--like {like}: {target.environment} serves no such model", hint=", ".join(existing))
    stack = found[0]
    body = target.client("cloudformation").get_template(StackName=stack)["TemplateBody"]
    return body if isinstance(body, str) else json.dumps(body)


def own_priority(*, target: Target, stack: str, template: str) -> dict[str, str]:
    """Give the rule of a model on ECS or EKS its own number: the template's default is the other model's."""
    if PRIORITY not in template:  # JSON, or YAML as the CDK CLI writes it for some stacks
        return {}
    prefix = stack_name(target=target, model="")
    taken = {
        int(parameter["ParameterValue"])
        for page in target.client("cloudformation").get_paginator("describe_stacks").paginate()
        for one in page["Stacks"]
        if one["StackName"].startswith(prefix)
        for parameter in one.get("Parameters", [])
        if parameter["ParameterKey"] == PRIORITY
    }
    return {PRIORITY: str(rule_priority(stack, taken=taken))}


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
