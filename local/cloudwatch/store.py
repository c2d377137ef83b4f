"""The points that the emulator keeps for each metric, gathered into periods."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ministack.services import cloudwatch as emulated

from local.cloudwatch import statistics
from local.cloudwatch.series import Range, Series

Point = dict[str, Any]


@dataclass(frozen=True)
class Metric:
    """Namespace, name and dimensions together are one metric; another dimension is another metric."""

    namespace: str
    name: str
    dimensions: Mapping[str, str]

    @classmethod
    def of(cls, request: Mapping[str, Any]) -> "Metric":
        """Read the API's `Metric` structure, or an alarm that names one."""
        dimensions = {item["Name"]: item["Value"] for item in request.get("Dimensions") or []}
        return cls(str(request["Namespace"]), str(request["MetricName"]), dimensions)


def measure(metric: Metric, *, statistic: str, period: int, over: Range) -> Series:
    """Return one value for each period that has a point. Raises `MathError` for an unknown statistic."""
    starts = over.starts(period)
    buckets: dict[float, list[Point]] = {}
    for point in _points(metric, since=starts[0], before=over.end) if starts else ():
        number = int((point["Timestamp"] - starts[0]) // period)
        if number < len(starts):
            buckets.setdefault(starts[number], []).append(point)
    measured = {start: statistics.compute(statistic, buckets[start]) for start in starts if start in buckets}
    values = {start: value for start, value in measured.items() if value is not None}
    return Series(period=period, values=values, label=metric.name)


def metrics() -> Iterator[Metric]:
    """Yield every metric that has points."""
    for (namespace, name, _), points in emulated._metrics.items():  # noqa: SLF001
        if points:
            yield Metric(namespace, name, points[0].get("Dimensions", {}))


def _points(metric: Metric, *, since: float, before: float) -> Iterable[Point]:
    """Leave out at once what is too old, which is nearly all: an alarm asks for its last minutes."""
    key = emulated._dims_key(metric.dimensions)  # noqa: SLF001
    points: list[Point] = emulated._metrics.get((metric.namespace, metric.name, key)) or []  # noqa: SLF001
    return [point for point in list(points) if since <= point["Timestamp"] < before]
