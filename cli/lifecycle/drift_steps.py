"""The steps from changed requests to a retraining: the drift report, the alarm, the pipeline it starts."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from cli.lifecycle import alarms, machines, pipelines
from cli.lifecycle.rollout_steps import tell_machine
from cli.lifecycle.scene import Scene
from cli.lifecycle.story import Step
from cli.lifecycle.training_steps import SHORT_LIMIT_SECONDS
from cli.lifecycle.waiting import StepFailedError
from cli.target import STATE

DRIFT_LIMIT_SECONDS = 180.0
CAPTURED_ANSWERS = 160
"""Answers to wait for before the captured requests are compared."""
CAPTURE_SECONDS = 2.0
"""What is captured is gathered for a second before it is written to S3 (local/hosting/capture_writer.py)."""
REPORT = STATE / "drift-report.html"


def follow_drift(*, scene: Scene, name: str, what: str, kind: str) -> dict[str, Any]:
    """Compare what is captured with what the model was measured on; returns what was found.

    The machine has a schedule; the demonstration starts it so as not to wait for it.
    """
    target = scene.target
    with scene.story.step(name, what) as step:
        _capture(scene, kind=kind)
        since = datetime.now(UTC)
        started = target.client("stepfunctions").start_execution(
            stateMachineArn=machines.machine_arn(target=target, part="drift")
        )["executionArn"]
        described = scene.story.wait(
            lambda: machines.ended(target=target, arn=started),
            what="The drift job runs",
            limit_seconds=DRIFT_LIMIT_SECONDS,
            expected_seconds=6,
        )
        if described["status"] != "SUCCEEDED":
            raise StepFailedError(
                f"the drift machine ended {described['status']}: {described.get('cause', '')}"
            )
        found: dict[str, Any] = json.loads(described["output"])
        _tell_drift(step, found)
        tell_machine(step, scene, part="drift", since=since)
    return found


def _capture(scene: Scene, *, kind: str) -> None:
    """Wait until enough answers to rows of this kind are captured."""
    before = scene.client.now()
    scene.story.wait(
        lambda: scene.client.now().since(before).by_rows[kind] >= CAPTURED_ANSWERS or None,
        what="Requests are captured",
        limit_seconds=SHORT_LIMIT_SECONDS,
        expected_seconds=8,
    )
    time.sleep(CAPTURE_SECONDS)


def _tell_drift(step: Step, found: dict[str, Any]) -> None:
    step.happened = f"{found['verdict']}: {found['why']}"
    step.evidence["verdict"] = found["verdict"]
    step.evidence["DriftedShare"] = found["drifted_share"]
    step.evidence["rows compared"] = found["rows"]
    step.evidence["report"] = found["report"]


def keep_report(*, scene: Scene, found: dict[str, Any]) -> None:
    """Save the report of a drift run where a browser can open it."""
    location = urlsplit(found["report"])
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    scene.target.client("s3").download_file(location.netloc, location.path.lstrip("/"), str(REPORT))


def follow_alarm(*, scene: Scene, since: datetime, runs: set[str]) -> str:
    """See the alarm ring and the retraining machine start the pipeline; returns that execution."""
    target = scene.target
    with scene.story.step("alarm", "The drift alarm rings") as step:
        name = alarms.drift_alarm(target=target, model=scene.model)
        rang = scene.story.wait(
            lambda: alarms.rang(target=target, names=[name], since=since) or None,
            what="CloudWatch evaluates the alarm",
            limit_seconds=SHORT_LIMIT_SECONDS,
            expected_seconds=4,
        )
        step.happened = rang[0].reason
        step.evidence |= {"alarm": name, "alarm says": rang[0].watches}
    with scene.story.step("retrain", "The alarm starts a retraining") as step:
        execution = scene.story.wait(
            lambda: _retrained(scene, since=since, runs=runs),
            what="The retraining machine starts the pipeline",
            limit_seconds=SHORT_LIMIT_SECONDS,
            expected_seconds=3,
        )
        step.happened = f"on {scene.feedback_prefix} of the raw bucket"
        step.evidence["execution"] = execution
        tell_machine(step, scene, part="retraining", since=since)
    return execution


def _retrained(scene: Scene, *, since: datetime, runs: set[str]) -> str | None:
    """Return the pipeline's execution; raises with the machine's own words where it started none."""
    target = scene.target
    for row in machines.executions(target=target, part="retraining", since=since):
        ended = machines.ended(target=target, arn=row["executionArn"])
        if ended and not json.loads(ended.get("output") or "{}").get("started"):
            why = ended.get("output") or ended.get("cause", "")
            raise StepFailedError(
                f"the retraining machine started nothing: {why}",
                hint="Retraining has a cool-down ([drift] in workbench.toml). Fresh: ./lab2api local down",
            )
    return pipelines.started(target=target, before=runs, key=scene.feedback_prefix)
