"""Deployments that SageMaker would refuse, and alarms that could not speak before the traffic moves on."""

from __future__ import annotations

from collections.abc import Iterator

from config.cards import StarterCard
from config.deployment import BlueGreen, Business, Rolling

LONGEST_SECONDS = 28_800
"""Of a whole deployment (API reference, BlueGreenUpdatePolicy MaximumExecutionTimeoutInSeconds)."""
START_SECONDS = 1_800
"""Left for the new fleet to start before its first step."""
SHORT_PERIODS = (10, 30)
LINEAR_PERCENT = 10


def broken_deployment(path: str, deployment: BlueGreen | Rolling, *, laptop: bool) -> Iterator[str]:
    """Yield what is wrong with the steps and their times."""
    if deployment.traffic == "linear" and deployment.percent < LINEAR_PERCENT:
        yield f"{path}.percent: a linear step is 10 to 50; raise it, or set traffic to canary"
    if deployment.bake_seconds < deployment.evaluation_seconds:
        yield f"{path}.bake_seconds: is below evaluation_seconds, so no alarm could stop a step; raise it"
    if execution_seconds(deployment) > LONGEST_SECONDS:
        yield f"{path}.bake_seconds: all steps take more than 8 hours; lower it, or raise percent"
    yield from _period(f"{path}.evaluation_seconds", deployment.evaluation_seconds, laptop=laptop)


def execution_seconds(deployment: BlueGreen | Rolling) -> int:
    """Return the longest a deployment may take: every step's bake and the last wait, with time to start."""
    steps = 2 if deployment.traffic == "canary" else -(-100 // deployment.percent)
    last = deployment.termination_wait_seconds if isinstance(deployment, BlueGreen) else 0
    return steps * deployment.bake_seconds + last + START_SECONDS


def _period(path: str, seconds: int, *, laptop: bool) -> Iterator[str]:
    if seconds % 60 and seconds not in SHORT_PERIODS:
        yield f"{path}: CloudWatch knows periods of 10, 30 and multiples of 60; take 60"
    elif seconds % 60 and not laptop:
        yield f"{path}: SageMaker writes its metrics by the minute; take a multiple of 60"


def broken_business(path: str, business: Business, *, card: StarterCard) -> Iterator[str]:
    """Yield what is wrong with the band, given what the model predicts."""
    classes = card.target.classes
    if business.minimum >= business.maximum:
        yield f"{path}.minimum: is not below maximum; swap them"
    if not classes:
        if business.label is not None:
            yield f"{path}.label: the starter predicts a number ({card.target.name}); remove the label"
        return
    if business.label is None:
        yield f"{path}.label: is missing; name the class to watch: {', '.join(classes)}"
    elif business.label not in classes:
        yield f"{path}.label: {business.label} is no class of the starter; take one of {', '.join(classes)}"
    if min(business.minimum, business.maximum) < 0 or max(business.minimum, business.maximum) > 1:
        yield f"{path}.maximum: minimum and maximum are shares of rows; keep both within 0 to 1"
