"""Executions of the platform's state machines, as Step Functions tells of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cli.lifecycle.waiting import StepFailedError
from cli.target import Target

MOST_EXECUTIONS = 50


def machine_name(*, target: Target, part: str) -> str:
    """Return the name of a machine; `part` is lifecycle, drift or retraining."""
    return f"lab2api-{target.environment}-{part}"


def machine_arn(*, target: Target, part: str) -> str:
    """Return a machine's ARN; raises `StepFailedError` where it is not deployed."""
    wanted = machine_name(target=target, part=part)
    pages = target.client("stepfunctions").get_paginator("list_state_machines").paginate()
    for row in (row for page in pages for row in page["stateMachines"]):
        if row["name"] == wanted:
            return str(row["stateMachineArn"])
    raise StepFailedError(
        f"there is no state machine {wanted}",
        hint=f"Deploy the environment that has [{part}]: ./lab2api local up --env {target.environment}",
    )


def executions(*, target: Target, part: str, since: datetime, about: str = "") -> list[dict[str, Any]]:
    """Return a machine's executions that started after `since`, the oldest first.

    With `about` only those whose input holds this text, such as the ARN of a model package.
    """
    client = target.client("stepfunctions")
    listed = client.list_executions(
        stateMachineArn=machine_arn(target=target, part=part), maxResults=MOST_EXECUTIONS
    )["executions"]
    found = [dict(row) for row in listed if row["startDate"] >= since]
    if about:
        found = [row for row in found if about in described(target=target, arn=row["executionArn"])["input"]]
    return sorted(found, key=lambda row: row["startDate"])


def described(*, target: Target, arn: str) -> dict[str, Any]:
    """Return status, input, output and failure of an execution."""
    return dict(target.client("stepfunctions").describe_execution(executionArn=arn))


def ended(*, target: Target, arn: str) -> dict[str, Any] | None:
    """Return an execution that has ended, None while it runs."""
    found = described(target=target, arn=arn)
    return None if found["status"] == "RUNNING" else found


def history(*, target: Target, arn: str) -> list[dict[str, Any]]:
    """Return an execution's events, in their order."""
    pages = target.client("stepfunctions").get_paginator("get_execution_history").paginate(executionArn=arn)
    return [dict(event) for page in pages for event in page["events"]]


def path(events: list[dict[str, Any]]) -> list[str]:
    """Return the states that an execution entered; one that is entered again and again is named once."""
    names: list[str] = []
    for event in events:
        if "stateEnteredEventDetails" in event:
            entered = event["stateEnteredEventDetails"]["name"]
            if entered not in names:
                names.append(entered)
    return names
