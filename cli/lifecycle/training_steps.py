"""The steps of both acts from data to an approved version: the pipeline, the registry, the approval."""

from __future__ import annotations

from cli import registry
from cli.lifecycle import packages, pipelines
from cli.lifecycle.packages import Version
from cli.lifecycle.scene import Scene
from cli.lifecycle.story import Step
from cli.lifecycle.waiting import StepFailedError

START_LIMIT_SECONDS, PIPELINE_LIMIT_SECONDS, SHORT_LIMIT_SECONDS = 30.0, 300.0, 60.0
SHOWN_PROPERTIES = ("data", "execution", "data_sha256")
PIPELINE_SECONDS = 25.0
"""What the pipeline usually takes on two cores, for the bar."""


def follow_pipeline(*, scene: Scene, execution: str, what: str) -> None:
    """Show the pipeline's steps as they end; raises `StepFailedError` with a failed step's own reason."""
    target = scene.target
    with scene.story.step("pipeline", what) as step:
        step.evidence["execution"] = execution

        def ended() -> str | None:
            step.happened = pipelines.told(pipelines.steps(target=target, execution=execution))
            return pipelines.ended(target=target, execution=execution)

        status = scene.story.wait(
            ended,
            what="The SageMaker pipeline runs",
            limit_seconds=PIPELINE_LIMIT_SECONDS,
            expected_seconds=PIPELINE_SECONDS,
        )
        rows = pipelines.steps(target=target, execution=execution)
        step.happened = pipelines.told(rows)
        step.evidence["status"] = status
        if status != "Succeeded":
            raise StepFailedError(f"the pipeline ended {status}: {pipelines.failures(rows)}")


def follow_registration(*, scene: Scene, before: set[str], what: str) -> Version:
    """Return the version that the pipeline registered, with its score shown."""
    target = scene.target
    with scene.story.step("register", what) as step:
        version = scene.story.wait(
            lambda: _recorded(scene, before),
            what="The version is in the registry, with its card",
            limit_seconds=SHORT_LIMIT_SECONDS,
            expected_seconds=2,
        )
        name, value = packages.score(target=target, version=version)
        step.happened = f"version {version.number} is registered, {name} {value:.4f} on held-out rows"
        step.evidence |= {"package": version.arn, "score": value}
        step.evidence["stage"] = f"{version.stage} / {version.stage_status}: {version.stage_reason}"
        shown = [key for key in SHOWN_PROPERTIES if key in version.properties]
        step.evidence |= {key: version.properties[key] for key in shown}
    return version


def _recorded(scene: Scene, before: set[str]) -> Version | None:
    """Return the new version once the lifecycle has recorded it, card and lineage included."""
    version = packages.registered(target=scene.target, model=scene.model, before=before)
    return version if version and version.stage else None


def follow_approval(*, scene: Scene, version: Version) -> None:
    """Approve as the person, where a person approves here, or see what the policy decides."""
    target, by = scene.target, scene.approval
    with scene.story.step("approve", f"Approval, by {'the ' if by == 'policy' else 'a '}{by}") as step:
        if by == "person":
            name, value = packages.score(target=target, version=version)
            registry.approve(target=target, package=version.arn, reason=f"{name} {value:.4f} looks good")
        decided = scene.story.wait(
            lambda: _decided(scene, version),
            what=f"Version {version.number} waits for its approval",
            limit_seconds=SHORT_LIMIT_SECONDS,
            expected_seconds=3,
        )
        _tell_approval(step, decided)


def _decided(scene: Scene, version: Version) -> Version | None:
    now = Version.of(target=scene.target, arn=version.arn)
    return None if now.approval == "PendingManualApproval" else now


def _tell_approval(step: Step, version: Version) -> None:
    step.happened = f"{version.approval}: {version.approval_reason or 'no reason was given'}"
    step.evidence["status"] = version.approval
    if version.approval != "Approved":
        raise StepFailedError(
            f"version {version.number} was {version.approval.lower()}: {version.approval_reason}"
        )
