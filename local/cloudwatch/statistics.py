"""Statistics of the points of one period: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html."""

import re
from collections.abc import Sequence
from typing import Any

from ministack.services import cloudwatch as emulated

from local.cloudwatch.series import MathError

_SIMPLE = {
    "average": "Average",
    "sum": "Sum",
    "minimum": "Minimum",
    "maximum": "Maximum",
    "samplecount": "SampleCount",
}
_PERCENTILE = re.compile(r"p(\d{1,2}(?:\.\d+)?|100)", re.IGNORECASE)
_RANK = re.compile(r"PR\((-?[\d.]*):(-?[\d.]*)\)", re.IGNORECASE)


def compute(statistic: str, points: Sequence[dict[str, Any]]) -> float | None:
    """Return the statistic, None where these points have none. `MathError` if it is unknown here."""
    if simple := _SIMPLE.get(statistic.lower()):
        value = emulated._calc_stats(points).get(simple)  # noqa: SLF001
        return None if value is None else float(value)
    if percentile := _PERCENTILE.fullmatch(statistic):
        samples = emulated._percentile_samples(points)  # noqa: SLF001
        return float(emulated._percentile(samples, float(percentile[1]))) if samples else None  # noqa: SLF001
    if rank := _RANK.fullmatch(statistic):
        return _percentile_rank(points, low=rank[1], high=rank[2])
    raise MathError(f"statistic {statistic} is not computed locally: use Sum, Average, p99 or PR(:1000)")


def _percentile_rank(points: Sequence[dict[str, Any]], *, low: str, high: str) -> float | None:
    """Return how many percent of the values are above `low` and at most `high`; an empty bound is open."""
    samples = emulated._percentile_samples(points)  # noqa: SLF001
    if not samples:
        return None
    above, most = float(low or "-inf"), float(high or "inf")
    inside = sum(weight for value, weight in samples if above < value <= most)
    return float(100 * inside / sum(weight for _, weight in samples))
