"""Metrics of the services that run here: put into CloudWatch by the clock, and read back as a series."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from local import aws, clock

SAGEMAKER = "AWS/SageMaker"


class Metric(BaseModel):
    """One CloudWatch metric under one statistic, in periods of `period` seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    namespace: str = SAGEMAKER
    name: str
    dimensions: dict[str, str]
    statistic: str
    period: int = 60


def put(
    values: Mapping[str, tuple[float, str]],
    *,
    dimensions: Mapping[str, str],
    namespace: str = SAGEMAKER,
    at: float | None = None,
) -> None:
    """Put `{name: (value, unit)}`, dated `at` seconds since the epoch or now."""
    moment = datetime.fromtimestamp(clock.now() if at is None else at, UTC)
    named = [{"Name": name, "Value": value} for name, value in dimensions.items()]
    data = [
        {"MetricName": name, "Dimensions": named, "Value": value, "Unit": unit, "Timestamp": moment}
        for name, (value, unit) in values.items()
    ]
    aws.client("cloudwatch").put_metric_data(Namespace=namespace, MetricData=data)


def series(metric: Metric, *, points: int) -> list[float | None]:
    """Return the last `points` complete periods, oldest first; None where nothing was put."""
    end = clock.now() // metric.period * metric.period
    start = end - points * metric.period
    found = _statistics(metric, start=start, end=end)
    return [found.get(start + number * metric.period) for number in range(points)]


def latest(metric: Metric, *, seconds: float) -> float | None:
    """Return the statistic over the last `seconds` up to now, as one number; None without a datapoint."""
    end = clock.now() + 1
    wide = metric.model_copy(update={"period": _WHOLE})
    found = _statistics(wide, start=end - 1 - seconds, end=end)
    return next(iter(found.values()), None)


_WHOLE = 10**10
"""A period so long that every datapoint falls into the same one."""


def _statistics(metric: Metric, *, start: float, end: float) -> dict[float, float]:
    answer = aws.client("cloudwatch").get_metric_statistics(
        Namespace=metric.namespace,
        MetricName=metric.name,
        Dimensions=[{"Name": name, "Value": value} for name, value in metric.dimensions.items()],
        StartTime=datetime.fromtimestamp(start, UTC),
        EndTime=datetime.fromtimestamp(end, UTC),
        Period=metric.period,
        Statistics=[metric.statistic],
    )
    points: list[dict[str, Any]] = answer["Datapoints"]
    return {point["Timestamp"].timestamp(): point[metric.statistic] for point in points}
