"""Step scaling: how far a metric is past its alarm's threshold decides the change.

https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html
"""

import math
from typing import Any


def wanted(configuration: dict[str, Any], *, capacity: int, breach: float) -> int:
    """Return the capacity that a step policy wants; `breach` is the metric's value minus the threshold.

    A breach that no step covers changes nothing.
    """
    step = next((s for s in configuration.get("StepAdjustments", []) if _covers(s, breach)), None)
    if step is None:
        return capacity
    adjustment = int(step["ScalingAdjustment"])
    kind = configuration["AdjustmentType"]
    if kind == "ExactCapacity":
        return adjustment
    if kind == "ChangeInCapacity":
        return max(0, capacity + adjustment)
    least = int(configuration.get("MinAdjustmentMagnitude", 0))
    return max(0, capacity + _percent(capacity, adjustment, least=least))


def _covers(step: dict[str, Any], breach: float) -> bool:
    """Compare with the bounds: one left out is infinite, the one farther out is exclusive."""
    lower = step.get("MetricIntervalLowerBound", -math.inf)
    upper = step.get("MetricIntervalUpperBound", math.inf)
    if breach >= 0:
        return bool(lower <= breach < upper)
    return bool(lower < breach <= upper)


def _percent(capacity: int, adjustment: int, *, least: int) -> int:
    """Round towards zero, but never to nothing."""
    exact = capacity * adjustment / 100
    sign = 1 if adjustment > 0 else -1
    return sign * max(math.floor(abs(exact)), least, 1 if exact else 0)
