"""One run of the state machine: started with an execution's tables, followed to its end."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from cli import terminal
from cli.target import Target

POLL_SECONDS = {True: 0.5, False: 15.0}
SUCCEEDED = "Succeeded"


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How a run stands: the AutoML job that it started, and its candidates that are done."""

    state: str
    job: str
    candidates: int
    best: float | None


def machine(target: Target) -> str:
    """Return the machine's ARN; ends the command where the environment has none."""
    try:
        return target.outputs("Autopilot")["MachineArn"]
    except ClientError:
        terminal.stop(
            f"{target.environment} has no Autopilot",
            hint="Add [autopilot] to its TOML (dev.toml explains it) and deploy.",
        )


def latest_execution(target: Target) -> str:
    """Return the newest pipeline execution that succeeded: its tables are there."""
    sagemaker, name = target.client("sagemaker"), f"{target.environment}-training"
    pages = sagemaker.get_paginator("list_pipeline_executions").paginate(
        PipelineName=name, SortBy="CreationTime", SortOrder="Descending"
    )
    for row in (row for page in pages for row in page["PipelineExecutionSummaries"]):
        if row["PipelineExecutionStatus"] == SUCCEEDED:
            return str(row["PipelineExecutionArn"]).rpartition("/")[2]
    terminal.stop(
        f"no execution of {name} has succeeded",
        hint="Train first: put a CSV below datasets/ of the raw bucket.",
    )


def start(target: Target, *, given: dict[str, str]) -> str:
    """Start the machine; returns the ARN of its execution."""
    states = target.client("stepfunctions")
    started = states.start_execution(stateMachineArn=machine(target), input=json.dumps(given))
    return str(started["executionArn"])


def follow(
    target: Target,
    execution: str,
    *,
    tell: Callable[[Progress], None],
    sleep: Callable[[float], None] = time.sleep,
) -> dict[str, Any]:
    """Wait for the end and return its output; a failed run ends the command with the machine's reason.

    The machine bounds its own time, so this needs no bound.
    """
    states = target.client("stepfunctions")
    while (described := states.describe_execution(executionArn=execution))["status"] == "RUNNING":
        tell(_progress(target, execution))
        sleep(POLL_SECONDS[target.local])
    if described["status"] != "SUCCEEDED":
        reason = f"{described.get('error', described['status'])}: {described.get('cause', 'no reason given')}"
        terminal.stop(f"Autopilot ended without a model: {reason}")
    output: dict[str, Any] = json.loads(described["output"])
    return output


def _progress(target: Target, execution: str) -> Progress:
    history = target.client("stepfunctions").get_execution_history(
        executionArn=execution, reverseOrder=True, maxResults=50
    )
    entered = (
        row["stateEnteredEventDetails"] for row in history["events"] if "stateEnteredEventDetails" in row
    )
    newest = next(entered, None)
    if newest is None:
        return Progress(state="starting", job="", candidates=0, best=None)
    job = json.loads(newest.get("input", "{}")).get("job", {}).get("name", "")
    return _searched(target, state=newest["name"], job=job)


def _searched(target: Target, *, state: str, job: str) -> Progress:
    try:
        found = target.client("sagemaker").list_candidates_for_auto_ml_job(
            AutoMLJobName=job or "none", StatusEquals="Completed"
        )["Candidates"]
    except ClientError:
        found = []  # the machine has not started its job yet
    scores = [row["FinalAutoMLJobObjectiveMetric"] for row in found if "FinalAutoMLJobObjectiveMetric" in row]
    least = bool(scores) and scores[0].get("Type") == "Minimize"
    values = [row["Value"] for row in scores]
    best = (min(values) if least else max(values)) if values else None
    return Progress(state=state, job=job, candidates=len(found), best=best)
