"""The steps of both acts from an approved version to its end: the canary, then promoted or rolled back."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from cli.lifecycle import alarms, machines
from cli.lifecycle.packages import Version
from cli.lifecycle.request_account import Seen
from cli.lifecycle.scene import Scene
from cli.lifecycle.story import Step
from cli.lifecycle.waiting import StepFailedError

DEPLOY_LIMIT_SECONDS = 300.0
WINDOW_SECONDS = 5.0
"""How long the canary's share of the answers is counted."""
SETTLE_LIMIT_SECONDS = 30.0
PRODUCTION = "Production"
ENDS = ("Promoted", "RolledBack", "Failed", "Withdrawn", "Superseded", "Unfollowed")
NOTHING_TO_DO = "NothingToDo"


def follow_canary(*, scene: Scene, version: Version) -> None:
    """Count the share of answers that the new version gives while it is the canary."""
    with scene.story.step("canary", f"Canary of version {version.number}") as step:
        scene.story.wait(
            lambda: _answers(scene, version),
            what=f"The first answer of version {version.number}",
            limit_seconds=DEPLOY_LIMIT_SECONDS,
            expected_seconds=8,
        )
        start = time.monotonic()
        before = scene.client.now()

        def counted() -> Seen | None:
            seen = scene.client.now().since(before)
            _tell_canary(step, scene, version, seen)
            return seen if time.monotonic() - start >= WINDOW_SECONDS else None

        scene.story.wait(
            counted,
            what="Count who answers",
            limit_seconds=DEPLOY_LIMIT_SECONDS,
            expected_seconds=WINDOW_SECONDS,
        )


def _answers(scene: Scene, version: Version) -> int | None:
    """Return how many answers the version gave; None before its first one."""
    now = Version.of(target=scene.target, arn=version.arn)
    if now.approval == "Rejected":
        raise StepFailedError(f"version {now.number} was rejected before it served: {now.approval_reason}")
    return scene.client.now().by_version[version.number] or None


def _tell_canary(step: Step, scene: Scene, version: Version, seen: Seen) -> None:
    answered = sum(seen.by_version.values())
    others = ", ".join(sorted(set(seen.by_version) - {version.number}))
    step.happened = (
        f"{seen.by_version[version.number]} of {answered} answers are version {version.number}'s"
        + (f", the others {others}'s" if others else "")
    )
    step.evidence["share"] = round(seen.share_of(version.number), 3)
    step.evidence["endpoint"] = scene.target.client("sagemaker").describe_endpoint(
        EndpointName=scene.endpoint
    )["EndpointStatus"]


def follow_promotion(*, scene: Scene, version: Version, since: datetime) -> None:
    """Wait until the registry says that the version is promoted."""
    with scene.story.step("promote", f"All traffic to version {version.number}") as step:
        ended = _ended(scene=scene, version=version)
        step.happened = f"{ended.stage} / {ended.stage_status}: {ended.stage_reason}"
        tell_machine(step, scene, part="lifecycle", since=since, about=version.arn)
        if ended.stage_status != "Promoted":
            raise StepFailedError(step.happened)


def follow_rollback(*, scene: Scene, version: Version, registered: datetime, since: datetime) -> None:
    """See which alarm rang, and wait until the registry says that the version was rolled back, and why."""
    with scene.story.step("rollback", f"An alarm takes version {version.number} back") as step:
        rang = scene.story.wait(
            lambda: _rang(scene, since=since),
            what="An alarm of the deployment rings",
            limit_seconds=DEPLOY_LIMIT_SECONDS,
            expected_seconds=10,
        )
        step.evidence["alarm"] = ", ".join(alarm.name for alarm in rang)
        step.evidence["alarm says"] = "; ".join(alarm.watches for alarm in rang)
        ended = _ended(scene=scene, version=version)
        step.happened = f"{ended.approval}: {ended.approval_reason}"
        step.evidence["stage"] = f"{ended.stage} / {ended.stage_status}: {ended.stage_reason}"
        tell_machine(step, scene, part="lifecycle", since=registered, about=version.arn)
        if ended.stage_status != "RolledBack":
            raise StepFailedError(
                f"version {version.number} was not rolled back: {ended.stage} / {ended.stage_status}"
            )


def tell_machine(step: Step, scene: Scene, *, part: str, since: datetime, about: str = "") -> None:
    """Note the machine's executions in a step, with the states that each went through.

    Those that were woken by the machine's own notes in the registry end at once, and are only counted.
    """
    found = scene.story.wait(
        lambda: _all_ended(scene, part=part, since=since, about=about),
        what=f"The executions of {machines.machine_name(target=scene.target, part=part)} end",
        limit_seconds=SETTLE_LIMIT_SECONDS,
        expected_seconds=2,
    )
    idle = 0
    for row in found:
        states = machines.path(machines.history(target=scene.target, arn=row["executionArn"]))
        if states[-1:] == [NOTHING_TO_DO]:
            idle += 1
        else:
            step.evidence[f"execution {row['name']}"] = f"{row['status']}: {' → '.join(states)}"
    if idle:
        step.evidence["executions that had nothing to do"] = idle


def _all_ended(scene: Scene, *, part: str, since: datetime, about: str) -> list[dict[str, Any]] | None:
    found = machines.executions(target=scene.target, part=part, since=since, about=about)
    return found if found and not any(row["status"] == "RUNNING" for row in found) else None


def _ended(*, scene: Scene, version: Version) -> Version:
    def ended() -> Version | None:
        now = Version.of(target=scene.target, arn=version.arn)
        return now if now.stage == PRODUCTION and now.stage_status in ENDS else None

    return scene.story.wait(
        ended,
        what=f"The lifecycle of version {version.number} ends",
        limit_seconds=DEPLOY_LIMIT_SECONDS,
        expected_seconds=30,
    )


def _rang(scene: Scene, *, since: datetime) -> list[alarms.Rang] | None:
    names = alarms.guards(target=scene.target, endpoint=scene.endpoint)
    return alarms.rang(target=scene.target, names=names, since=since) or None
