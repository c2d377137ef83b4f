"""Starts the pipeline as users do, by putting data into the raw bucket, and follows its steps."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import config
from cli import terminal
from cli.target import ROOT, Target

START_LIMIT_SECONDS = 15.0
STEP_LIMIT_SECONDS = 300.0
POLL_SECONDS = 0.2


def start_by_upload(*, target: Target, model: str) -> str:
    """Upload the starter data and return the ARN of the execution its arrival started."""
    sagemaker, name = target.client("sagemaker"), f"{target.environment}-training"

    def executions() -> set[str]:
        found = sagemaker.list_pipeline_executions(PipelineName=name)["PipelineExecutionSummaries"]
        return {row["PipelineExecutionArn"] for row in found}

    before = executions()
    data = ROOT / config.load(target.environment).models[model].starter / "data.csv"
    bucket = target.outputs("Data")["RawBucketName"]
    target.client("s3").upload_file(str(data), bucket, f"datasets/{model}/data.csv")
    deadline = time.monotonic() + START_LIMIT_SECONDS
    while time.monotonic() < deadline:
        if started := executions() - before:
            return started.pop()
        time.sleep(POLL_SECONDS)
    terminal.stop(f"no execution of {name} started within {START_LIMIT_SECONDS:.0f} s of the upload")


def watch(*, target: Target, execution: str, phases: terminal.Phases) -> Iterator[dict[str, Any]]:
    """Yield each step when it ends, timing it as a phase of its own, until the execution ends."""
    seen: set[str] = set()
    started = time.perf_counter()
    while True:
        with terminal.err.status(f"[bold]SageMaker pipeline, after {', '.join(seen) or 'its start'}[/] …"):
            step = _next_step(target=target, execution=execution, seen=seen)
        if step is None:
            return
        seen.add(step["StepName"])
        now = time.perf_counter()
        phases.done(f"Pipeline step {step['StepName']}", seconds=now - started)
        started = now
        yield step


def _next_step(*, target: Target, execution: str, seen: set[str]) -> dict[str, Any] | None:
    sagemaker, deadline = target.client("sagemaker"), time.monotonic() + STEP_LIMIT_SECONDS
    while time.monotonic() < deadline:
        ended = sagemaker.describe_pipeline_execution(PipelineExecutionArn=execution)[
            "PipelineExecutionStatus"
        ]
        steps = sagemaker.list_pipeline_execution_steps(PipelineExecutionArn=execution, SortOrder="Ascending")
        for step in steps["PipelineExecutionSteps"]:
            if step["StepStatus"] not in ("Executing", "Starting") and step["StepName"] not in seen:
                return dict(step)
        if ended not in ("Executing", "Stopping"):
            return None
        time.sleep(POLL_SECONDS)
    terminal.stop(
        f"the pipeline made no progress for {STEP_LIMIT_SECONDS:.0f} s", hint="See: ./lab2api local logs"
    )
