"""Following the lifecycle's machine: what it did with a version, and where that stands now."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any, NoReturn

from botocore.exceptions import ClientError

import config
from cli import terminal
from cli.models.versions import Version, one
from cli.target import Target
from model_lifecycle.records import (
    DEPLOYING,
    FAILED,
    PROMOTED,
    REQUESTED,
    ROLLED_BACK,
    SUPERSEDED,
    UNFOLLOWED,
    WITHDRAWN,
)

ENDED = (PROMOTED, ROLLED_BACK, FAILED, WITHDRAWN, SUPERSEDED, UNFOLLOWED)
UNDER_WAY = (DEPLOYING, REQUESTED)
MARGIN_SECONDS = 120


def has_lifecycle(*, target: Target, model: str) -> bool:
    """Whether an approved version of the model is deployed by the machine, and by nobody else."""
    settings = config.load(target.environment)
    return settings.lifecycle is not None and model in settings.models


def follow(*, target: Target, version: Version) -> Version:
    """Wait until the machine is done with a version. Ends the command where it does not serve."""
    lifecycle = config.load(target.environment).lifecycle
    assert lifecycle is not None  # noqa: S101 - callers ask has_lifecycle
    waits = 2 * lifecycle.deadline_seconds + (lifecycle.shadow_seconds or 0) + MARGIN_SECONDS
    deadline = time.monotonic() + waits
    while (now := one(target=target, model=version.model, version=version.version)).stage not in ENDED:
        if time.monotonic() > deadline:
            terminal.stop(f"{version.model} {version.version} is still {now.stage or now.approval}")
        time.sleep(lifecycle.poll_seconds)
    if now.stage != PROMOTED:
        _not_serving(now)
    return now


def _not_serving(version: Version) -> NoReturn:
    if version.stage == UNFOLLOWED:
        terminal.stop(f"{version.model} {version.version}: {version.reason}")
    terminal.stop(
        f"{version.model} {version.version} does not serve: {version.reason}",
        hint="The version that served before still serves.",
    )


def executions(*, target: Target, model: str, version: int) -> list[dict[str, Any]]:
    """Return the deployments of a version, first to last, each with the states it went through."""
    machine = target.outputs("Lifecycle")["LifecycleMachineArn"]
    states = target.client("stepfunctions")
    prefix = machine.replace(":stateMachine:", ":execution:") + f":deploy-{model}-{version}-"
    found = []
    for number in range(100):
        try:
            told = states.describe_execution(executionArn=f"{prefix}{number}")
        except ClientError as error:
            if error.response["Error"]["Code"] == "ExecutionDoesNotExist":
                break
            raise
        found.append(_summary(told, states=_entered(states, told["executionArn"])))
    return found


def _summary(told: dict[str, Any], *, states: list[str]) -> dict[str, Any]:
    began, ended = told["startDate"], told.get("stopDate")
    seconds = (ended - began).total_seconds() if isinstance(ended, datetime) else None
    return {
        "name": told["name"],
        "status": told["status"],
        "began": began,
        "seconds": seconds,
        "cause": told.get("cause", ""),
        "states": states,
    }


def _entered(states: Any, arn: str) -> list[str]:
    """Return the states in order; one that was entered again and again, as a wait is, is named once."""
    pages = states.get_paginator("get_execution_history").paginate(executionArn=arn)
    events = [event for page in pages for event in page["events"]]
    names = [
        event["stateEnteredEventDetails"]["name"] for event in events if "stateEnteredEventDetails" in event
    ]
    return list(dict.fromkeys(names))
