"""What SageMaker measures of an endpoint, and what of it must stay below a threshold.

Sources: SageMaker guide, endpoint invocation metrics, and monitoring of asynchronous endpoints, which count
failures under a name of their own. Latency comes in microseconds.
"""

from dataclasses import dataclass

from config import Asynchronous, Component, RealTime
from stacks.constructs.variant import VARIANT

NAMESPACE = "AWS/SageMaker"
Guarded = RealTime | Asynchronous | Component
"""Every mode whose deployments are guarded by alarms."""


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """An alarm-to-be: `statistic` of `metric` within one period at or above `value`."""

    id: str
    metric: str
    statistic: str
    value: float
    what: str
    dimensions: dict[str, str]


def dimensions(serving: Guarded, *, name: str) -> dict[str, str]:
    """Return what tells this endpoint's numbers from others': the component's name, or the variant's."""
    if isinstance(serving, Component):
        return {"InferenceComponentName": name}
    return {"EndpointName": name, "VariantName": VARIANT}


def thresholds(serving: Guarded, *, name: str) -> list[Threshold]:
    """List what rolls a deployment back."""
    limits, own = serving.deployment, dimensions(serving, name=name)
    slow = Threshold(
        id="Latency",
        metric="ModelLatency",
        statistic="p99",
        value=limits.latency_ms * 1000,
        what=f"p99 of {limits.latency_ms} ms or more",
        dimensions=own,
    )
    if isinstance(serving, Asynchronous):
        return [_count("Errors", "InvocationFailures", limits.errors, {"EndpointName": name}), slow]
    return [
        _count("Errors", "Invocation5XXErrors", limits.errors, own),
        _count("ModelErrors", "InvocationModelErrors", limits.model_errors, own),
        slow,
    ]


def _count(id: str, metric: str, value: int, own: dict[str, str]) -> Threshold:
    what = f"{value} or more {metric} within a period"
    return Threshold(id=id, metric=metric, statistic="Sum", value=value, what=what, dimensions=own)
