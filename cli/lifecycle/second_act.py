"""The second act: poisoned data, a drift alarm, a worse model that scores well, and its rollback."""

from __future__ import annotations

from datetime import UTC, datetime

from cli.lifecycle import packages, pipelines, rows
from cli.lifecycle.drift_steps import follow_alarm, follow_drift, keep_report
from cli.lifecycle.packages import Version
from cli.lifecycle.request_account import Seen
from cli.lifecycle.rollout_steps import follow_canary, follow_rollback
from cli.lifecycle.scene import Scene
from cli.lifecycle.training_steps import (
    START_LIMIT_SECONDS,
    follow_approval,
    follow_pipeline,
    follow_registration,
)
from cli.lifecycle.waiting import StepFailedError

FEEDBACK_ROWS = 800
POISONED = "poisoned"
STILL_SERVED_ANSWERS = 60


def play(scene: Scene, *, serving: Version) -> Version:
    """Go through it; returns the version that was rolled back. `serving` is who must serve at the end."""
    runs, versions = pipelines.known(scene.target), packages.known(target=scene.target, model=scene.model)
    since = datetime.now(UTC)
    _poison(scene)
    drifted = follow_drift(scene=scene, name="drift", what="The drift job compares", kind=POISONED)
    keep_report(scene=scene, found=drifted)
    execution = follow_alarm(scene=scene, since=since, runs=runs)
    # The scanner is repaired while the pipeline trains: from here on the client sends what it sent before.
    scene.client.ask(_usual_rows(scene))
    follow_pipeline(scene=scene, execution=execution, what="The pipeline trains on the poisoned rows")
    worse = follow_registration(scene=scene, before=versions, what="A worse model, with a good score")
    approved = datetime.now(UTC)
    follow_approval(scene=scene, version=worse)
    follow_canary(scene=scene, version=worse)
    follow_rollback(scene=scene, version=worse, registered=since, since=approved)
    _still_served(scene, serving=serving)
    return worse


def _usual_rows(scene: Scene) -> list[list[float]]:
    return rows.new(scene.starter, count=200, seed=rows.SEED + 2).rows


def _poison(scene: Scene) -> None:
    """Ask what the faulty scanner measures, and put its labelled rows where retraining looks for them."""
    with scene.story.step("poison", "A scanner fails: poisoned data") as step:
        scene.client.ask(
            rows.faulty(rows.new(scene.starter, count=200, seed=rows.SEED + 3)).rows, kind=POISONED
        )
        key = f"{scene.feedback_prefix}{datetime.now(UTC):%Y%m%dT%H%M%S}.csv"
        feedback = rows.faulty(rows.new(scene.starter, count=FEEDBACK_ROWS, seed=rows.SEED + 4))
        scene.target.client("s3").put_object(Bucket=scene.raw_bucket, Key=key, Body=feedback.csv())
        step.happened = (
            f"every measurement is {rows.FAULT:g} times too large, in requests and in {FEEDBACK_ROWS} "
            "labelled rows"
        )
        step.evidence["object"] = f"s3://{scene.raw_bucket}/{key}"


def _still_served(scene: Scene, *, serving: Version) -> None:
    """See that the version before answers everything again."""
    with scene.story.step("kept", f"Version {serving.number} serves on") as step:
        before = scene.client.now()
        seen = scene.story.wait(
            lambda: _enough(scene.client.now().since(before)),
            what="Count who answers",
            limit_seconds=START_LIMIT_SECONDS,
            expected_seconds=3,
        )
        step.happened = ", ".join(f"{n} answers by version {name}" for name, n in seen.by_version.items())
        step.evidence["share"] = seen.share_of(serving.number)
        status = scene.target.client("sagemaker").describe_endpoint(EndpointName=scene.endpoint)
        step.evidence["endpoint"] = status["EndpointStatus"]
        if seen.share_of(serving.number) < 1:
            raise StepFailedError(f"not only version {serving.number} answers: {step.happened}")


def _enough(seen: Seen) -> Seen | None:
    return seen if sum(seen.by_version.values()) >= STILL_SERVED_ANSWERS else None
