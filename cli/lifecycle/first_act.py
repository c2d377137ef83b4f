"""The first act: new data lands, and with no further hand a better version serves it."""

from __future__ import annotations

from datetime import UTC, datetime

from cli.lifecycle import packages, pipelines, rows
from cli.lifecycle.drift_steps import follow_drift
from cli.lifecycle.packages import Version
from cli.lifecycle.request_client import USUAL
from cli.lifecycle.rollout_steps import follow_canary, follow_promotion
from cli.lifecycle.scene import Scene
from cli.lifecycle.training_steps import (
    START_LIMIT_SECONDS,
    follow_approval,
    follow_pipeline,
    follow_registration,
)

NEW_ROWS = 800
SERVED_ANSWERS = 20


def play(scene: Scene) -> Version:
    """Go through it; returns the version that serves at its end."""
    _serve(scene)
    before, since = packages.known(target=scene.target, model=scene.model), datetime.now(UTC)
    execution = _land(scene)
    follow_pipeline(scene=scene, execution=execution, what="The pipeline prepares, trains, evaluates")
    version = follow_registration(scene=scene, before=before, what="The model is registered")
    follow_approval(scene=scene, version=version)
    follow_canary(scene=scene, version=version)
    follow_promotion(scene=scene, version=version, since=since)
    follow_drift(scene=scene, name="stable", what="Is it asked what it knows?", kind=USUAL)
    return version


def _serve(scene: Scene) -> None:
    """Let the client begin, and see who answers."""
    with scene.story.step("serve", "A client asks, throughout") as step:
        scene.client.ask(rows.new(scene.starter, count=200, seed=rows.SEED + 1).rows)
        scene.story.wait(
            lambda: sum(scene.client.now().by_version.values()) >= SERVED_ANSWERS or None,
            what="The API answers",
            limit_seconds=START_LIMIT_SECONDS,
            expected_seconds=1,
        )
        seen = scene.client.now()
        step.happened = f"version {', '.join(sorted(seen.by_version))} answers"
        step.evidence["endpoint"] = scene.endpoint


def _land(scene: Scene) -> str:
    """Upload new labelled rows; returns the execution that their arrival starts."""
    target, key = scene.target, f"datasets/{scene.model}/new.csv"
    with scene.story.step("data", "New data lands") as step:
        before = pipelines.known(target)
        body = rows.new(scene.starter, count=NEW_ROWS).csv()
        target.client("s3").put_object(Bucket=scene.raw_bucket, Key=key, Body=body)
        execution = scene.story.wait(
            lambda: pipelines.started(target=target, before=before, key=key),
            what="EventBridge starts the pipeline",
            limit_seconds=START_LIMIT_SECONDS,
            expected_seconds=1,
        )
        step.happened = f"{NEW_ROWS} labelled rows; their arrival started the pipeline"
        step.evidence["object"] = f"s3://{scene.raw_bucket}/{key}"
    return execution
