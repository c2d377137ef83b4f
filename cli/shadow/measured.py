"""What CloudWatch counted of each variant: calls, errors, and how long the model took."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from cli.shadow.endpoint import Shadowed

NAMESPACE = "AWS/SageMaker"
ASKED = {
    "invocations": ("Invocations", "Sum"),
    "errors": ("InvocationModelErrors", "Sum"),
    "p50": ("ModelLatency", "p50"),
    "p90": ("ModelLatency", "p90"),
    "p99": ("ModelLatency", "p99"),
}
DAY = 86_400


class Measured(BaseModel):
    """One variant over the range; latencies in milliseconds, None where CloudWatch has none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    invocations: int
    errors: int
    p50: float | None
    p90: float | None
    p99: float | None

    @property
    def error_rate(self) -> float:
        """The share of calls that the container did not answer with 2XX."""
        return self.errors / self.invocations if self.invocations else 0.0


def measure(*, cloudwatch: Any, shadowed: Shadowed, variant: str, start: datetime, end: datetime) -> Measured:
    """Ask for one number each over the whole range; percentiles of several days are their weighted mean."""
    dimensions = [
        {"Name": "EndpointName", "Value": shadowed.endpoint},
        {"Name": "VariantName", "Value": variant},
    ]
    queries = [
        {
            "Id": name,
            "MetricStat": {
                "Metric": {"Namespace": NAMESPACE, "MetricName": metric, "Dimensions": dimensions},
                "Period": DAY,
                "Stat": statistic,
            },
        }
        for name, (metric, statistic) in ASKED.items()
    ]
    answer = cloudwatch.get_metric_data(MetricDataQueries=queries, StartTime=start, EndTime=end)
    found = {
        line["Id"]: dict(zip(line["Timestamps"], line["Values"], strict=True))
        for line in answer["MetricDataResults"]
    }
    calls = found["invocations"]
    return Measured(
        invocations=round(sum(calls.values())),
        errors=round(sum(found["errors"].values())),
        **{name: _mean(found[name], weights=calls) for name in ("p50", "p90", "p99")},
    )


def _mean(values: dict[datetime, float], *, weights: dict[datetime, float]) -> float | None:
    """Return milliseconds; SageMaker counts microseconds."""
    weight = sum(weights.get(day, 0.0) for day in values)
    if not weight:
        return None
    return sum(value * weights.get(day, 0.0) for day, value in values.items()) / weight / 1000
