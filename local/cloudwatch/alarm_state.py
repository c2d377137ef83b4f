"""The state of an alarm from its datapoints: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html.

The window is EvaluationPeriods long, as the guide says of sliding windows. AWS looks a few periods further
back when points are missing, so there an alarm without new data can stay in ALARM a little longer.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from local.cloudwatch.queries import Queries
from local.cloudwatch.series import MathError, Range

State = Literal["OK", "ALARM", "INSUFFICIENT_DATA"]
_COMPARISONS: dict[str, tuple[Callable[[float, float], bool], str]] = {
    "GreaterThanOrEqualToThreshold": (operator.ge, "greater than or equal to"),
    "GreaterThanThreshold": (operator.gt, "greater than"),
    "LessThanThreshold": (operator.lt, "less than"),
    "LessThanOrEqualToThreshold": (operator.le, "less than or equal to"),
}


def evaluate(alarm: Mapping[str, Any], *, now: float) -> tuple[State, str]:
    """Return the alarm's state at `now`, and why. Raises `MathError` where it cannot be computed."""
    if alarm.get("ComparisonOperator") not in _COMPARISONS:
        raise MathError(
            f"{alarm.get('ComparisonOperator')} needs an anomaly detection model, which AWS trains"
        )
    breaches, words = _COMPARISONS[alarm["ComparisonOperator"]]
    values, threshold = datapoints(alarm, now=now), float(alarm["Threshold"])
    found = [None if value is None else breaches(value, threshold) for value in values]
    most = len(values)
    state = decide(
        found,
        needed=int(alarm.get("DatapointsToAlarm") or most),
        missing=str(alarm.get("TreatMissingData") or "missing"),
        before=alarm["StateValue"],
    )
    seen = [round(value, 6) for value in values if value is not None]
    breaching = sum(1 for point in found if point)
    reason = (
        f"Threshold Crossed: {breaching} out of the last {most} datapoints {seen} was {words} the threshold "
        f"({threshold}); {most - len(seen)} missing."
    )
    return state, reason


def decide(found: Sequence[bool | None], *, needed: int, missing: str, before: State) -> State:
    """Decide from whether each datapoint breaches (None: missing), `needed` breaching ones being an alarm.

    The four treatments are the guide's table, "How alarm state is evaluated when data is missing".
    """
    breaching = sum(1 for point in found if point)
    absent = sum(1 for point in found if point is None)
    within = len(found) - breaching - absent
    if missing == "breaching":
        return "ALARM" if breaching + absent >= needed else "OK"
    if breaching >= needed:
        return "ALARM"
    if missing == "notBreaching" or within > len(found) - needed:
        return "OK"
    if missing == "ignore":
        return before
    if absent == len(found):
        return "INSUFFICIENT_DATA"
    return "ALARM" if breaching and not within else "OK"


def datapoints(alarm: Mapping[str, Any], *, now: float) -> list[float | None]:
    """Return the values of the alarm's window, the oldest first."""
    queries = alarm.get("Metrics") or [_query(alarm)]
    period, count = _period(queries), int(alarm["EvaluationPeriods"])
    over = _window(alarm, period=period, count=count, now=now)
    results = Queries(queries, over=over).results()
    if len(results) != 1:
        raise MathError(f"an alarm watches one series, not {len(results)}: set ReturnData on one query")
    values = results[0].series.values
    return [values.get(start) for start in over.starts(period)]


def _window(alarm: Mapping[str, Any], *, period: int, count: int, now: float) -> Range:
    if "WallClockWindow" in (alarm.get("EvaluationWindow") or {}):
        end = now // period * period
        return Range(end - period * count, end)
    # What was counted in this very second belongs to the window.
    return Range(now - period * count, now + 1e-6, aligned=False)


def _query(alarm: Mapping[str, Any]) -> dict[str, Any]:
    statistic = alarm.get("ExtendedStatistic") or alarm.get("Statistic") or "Average"
    names = {name: alarm.get(name) for name in ("Namespace", "MetricName", "Dimensions")}
    return {"Id": "m", "MetricStat": {"Metric": names, "Period": alarm.get("Period", 60), "Stat": statistic}}


def _period(queries: Sequence[Mapping[str, Any]]) -> int:
    periods = {int(query["MetricStat"]["Period"]) for query in queries if query.get("MetricStat")}
    if len(periods) != 1:
        raise MathError(f"all metrics of an alarm have one period, not {sorted(periods) or 'none'}")
    return periods.pop()
