"""Rows of CloudWatch: alarms by the metrics they look at, dashboards, logs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cli.cost.quantity import by_use, months, stored
from cli.cost.row import Row, many, of_service
from cli.declared.resource import Resource, of_type

FAMILY = "watching"
ALARM, COMPOSITE, DASHBOARD, LOGS = (
    "AWS::CloudWatch::Alarm",
    "AWS::CloudWatch::CompositeAlarm",
    "AWS::CloudWatch::Dashboard",
    "AWS::Logs::LogGroup",
)
TYPES = (ALARM, COMPOSITE, DASHBOARD, LOGS)


def rows(resources: Sequence[Resource], *, region: str) -> Iterator[Row]:
    """Count without CloudWatch's free tier, which is of the account: ten metrics, three dashboards, 5 GB."""
    del region  # one price for all: see --sources
    alarms = [one.properties for one in of_type(resources, ALARM)]
    slow = [alarm for alarm in alarms if _period(alarm) >= 60]
    fast = [alarm for alarm in alarms if _period(alarm) < 60]
    yield from _monthly("alarm-metric-month", ALARM, slow, metrics=sum(map(_metrics, slow)))
    yield from _monthly("fast-alarm-metric-month", ALARM, fast, metrics=sum(map(_metrics, fast)))
    yield from _monthly("composite-alarm-month", COMPOSITE, of_type(resources, COMPOSITE))
    yield from _monthly("dashboard-month", DASHBOARD, of_type(resources, DASHBOARD))
    if groups := of_type(resources, LOGS):
        yield from _logs(len(groups))


def _monthly(name: str, type_: str, found: Sequence[Any], *, metrics: int | None = None) -> Iterator[Row]:
    if not found:
        return
    kinds = {ALARM: "alarm", COMPOSITE: "composite alarm", DASHBOARD: "dashboard"}
    of_metrics = f" of {many(metrics, 'metric')}" if metrics is not None else ""
    fast = " below a minute" if name.startswith("fast") else ""
    yield of_service(
        name,
        family=FAMILY,
        resource=type_,
        what=f"{many(len(found), kinds[type_])}{of_metrics}{fast}",
        quantity=months(len(found) if metrics is None else metrics),
    )


def _period(alarm: dict[str, Any]) -> int:
    """Return the shortest that it looks at, in seconds."""
    periods = [one["MetricStat"].get("Period", 60) for one in alarm.get("Metrics", []) if "MetricStat" in one]
    return min((int(period) for period in [*periods, alarm.get("Period", 60)]), default=60)


def _metrics(alarm: dict[str, Any]) -> int:
    """Count the metrics; anomaly detection looks at a band of two beside each."""
    queries = alarm.get("Metrics", [])
    banded = any("ANOMALY_DETECTION_BAND" in str(one.get("Expression")) for one in queries)
    return max(1, sum("MetricStat" in one for one in queries)) * (3 if banded else 1)


def _logs(groups: int) -> Iterator[Row]:
    yield of_service(
        "log-gb",
        family=FAMILY,
        resource=LOGS,
        what=f"logs into {many(groups, 'group')}",
        quantity=by_use(lambda usage: usage.logs_gb),
    )
    yield of_service(
        "log-gb-month",
        family=FAMILY,
        resource=LOGS,
        what="logs of one month kept",
        quantity=stored(lambda usage: usage.logs_gb),
    )
