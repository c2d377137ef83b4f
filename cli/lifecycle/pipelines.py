"""Executions of the training pipeline, as SageMaker tells of them."""

from __future__ import annotations

from typing import Any

from cli.target import Target

RUNNING = ("Executing", "Stopping")
ENDED_STEPS = ("Succeeded", "Failed", "Stopped")


def name(target: Target) -> str:
    """Return the training pipeline of an environment."""
    return f"{target.environment}-training"


def known(target: Target) -> set[str]:
    """Return the ARNs of all executions so far."""
    pages = (
        target.client("sagemaker")
        .get_paginator("list_pipeline_executions")
        .paginate(PipelineName=name(target))
    )
    return {row["PipelineExecutionArn"] for page in pages for row in page["PipelineExecutionSummaries"]}


def data_key(*, target: Target, execution: str) -> str:
    """Return the key or prefix of raw data that an execution was started with; empty for the default."""
    given = target.client("sagemaker").list_pipeline_parameters_for_execution(PipelineExecutionArn=execution)
    values = {row["Name"]: row["Value"] for row in given["PipelineParameters"]}
    return str(values.get("DataKey", ""))


def started(*, target: Target, before: set[str], key: str) -> str | None:
    """Return the execution that started on the data at `key` since `before` was taken; None if none did."""
    new = known(target) - before
    return next((arn for arn in sorted(new) if data_key(target=target, execution=arn) == key), None)


def ended(*, target: Target, execution: str) -> str | None:
    """Return an execution's last status, None while it runs."""
    described = target.client("sagemaker").describe_pipeline_execution(PipelineExecutionArn=execution)
    status = str(described["PipelineExecutionStatus"])
    return None if status in RUNNING else status


def steps(*, target: Target, execution: str) -> list[dict[str, Any]]:
    """Return the steps that have started, in their order."""
    pages = (
        target.client("sagemaker")
        .get_paginator("list_pipeline_execution_steps")
        .paginate(PipelineExecutionArn=execution, SortOrder="Ascending")
    )
    return [dict(row) for page in pages for row in page["PipelineExecutionSteps"]]


def told(rows: list[dict[str, Any]]) -> str:
    """Say the steps in one line with the seconds that each took."""
    return ", ".join(f"{row['StepName']} {_seconds(row)}".strip() for row in rows)


def failures(rows: list[dict[str, Any]]) -> str:
    """Say why steps failed; empty where none did."""
    return "; ".join(
        f"{row['StepName']}: {row.get('FailureReason', 'no reason was given')}"
        for row in rows
        if row["StepStatus"] == "Failed"
    )


def _seconds(row: dict[str, Any]) -> str:
    if "EndTime" not in row:
        return ""
    return f"{(row['EndTime'] - row['StartTime']).total_seconds():.1f} s"
