"""Lifecycles that could not do what they say: found before a model waits for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from config.deployment_rules import START_SECONDS, execution_seconds
from config.serving import Mock, OnSageMaker, RealTime, Serverless, Serving

if TYPE_CHECKING:
    from config.lifecycle import Lifecycle
    from config.models import Environment

SHORTEST_POLL_SECONDS = 5
MOST_LOOKS = 1_000
"""Each is a dozen events of the execution's history, which AWS ends at 25,000 (Step Functions quotas)."""


def broken_lifecycle(environment: Environment) -> Iterator[str]:
    """Yield what is wrong with `[lifecycle]`, with the path of the key."""
    if (lifecycle := environment.lifecycle) is None:
        return
    yield from _approval(lifecycle)
    yield from _shadow(lifecycle)
    yield from _pace(lifecycle, laptop=environment.laptop)
    for model in environment.models:
        own = environment.models[model].serving is not None
        path = f"models.{model}.serving" if own else "serving"
        yield from _model(path, environment.serving_of(model), lifecycle, laptop=environment.laptop)


def _approval(lifecycle: Lifecycle) -> Iterator[str]:
    if lifecycle.approval == "policy" and lifecycle.policy is None:
        yield "lifecycle.policy: is missing; add [lifecycle.policy] with minimum_score, or take person"
    if lifecycle.approval == "person" and lifecycle.policy is not None:
        yield "lifecycle.policy: a person does not read it; remove it, or set approval to policy"


def _shadow(lifecycle: Lifecycle) -> Iterator[str]:
    if lifecycle.deploy == "shadow" and lifecycle.shadow_seconds is None:
        yield "lifecycle.shadow_seconds: is missing; say how long the shadow is watched, or take canary"
    if lifecycle.deploy == "canary" and lifecycle.shadow_seconds is not None:
        yield "lifecycle.shadow_seconds: a canary has no shadow; remove it, or set deploy to shadow"


def _pace(lifecycle: Lifecycle, *, laptop: bool) -> Iterator[str]:
    if lifecycle.poll_seconds < SHORTEST_POLL_SECONDS and not laptop:
        yield f"lifecycle.poll_seconds: CloudFormation throttles; take {SHORTEST_POLL_SECONDS} or more"
    if lifecycle.deadline_seconds > MOST_LOOKS * lifecycle.poll_seconds:
        yield f"lifecycle.poll_seconds: more than {MOST_LOOKS} looks within deadline_seconds; raise it"


def _model(path: str, serving: Serving, lifecycle: Lifecycle, *, laptop: bool) -> Iterator[str]:
    guarded = not isinstance(serving, Serverless | Mock)
    if lifecycle.approval == "policy" and not guarded:
        yield (
            f"lifecycle.approval: {path} has mode {serving.mode}, where no alarm brings a bad version back; "
            "take person, or a mode with instances"
        )
    if isinstance(serving, RealTime) and serving.multi_model:
        yield f"{path}.multi_model: a lifecycle deploys one model.tar.gz, not a folder; remove either"
    if lifecycle.deploy == "shadow" and (not isinstance(serving, RealTime) or serving.shadow is None):
        yield f"{path}.shadow: is missing; lifecycle.deploy is shadow: add it, or set deploy to canary"
    if isinstance(serving, OnSageMaker):
        # On the laptop a fleet starts in seconds; in AWS it may take half an hour.
        needed = execution_seconds(serving.deployment) - (START_SECONDS if laptop else 0)
        if lifecycle.deadline_seconds < needed:
            yield f"lifecycle.deadline_seconds: {path}.deployment may take {needed}; raise it"
