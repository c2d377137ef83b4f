"""When an alarm is in which state: the guide's tables, sliding windows, metric math, a clock of ours."""

from typing import Any

import pytest

from local.cloudwatch.alarm_state import State, decide, evaluate
from local.cloudwatch.series import MathError
from tests.local.cloudwatch.conftest import NOON, Keep

POINTS = {"-": None, "0": False, "X": True}


@pytest.mark.parametrize(
    ("points", "needed", "missing", "ignore", "breaching", "not_breaching"),
    [
        ("0XX", 3, "OK", "OK", "OK", "OK"),
        ("XXX", 3, "ALARM", "ALARM", "ALARM", "ALARM"),
        ("--0", 3, "OK", "OK", "OK", "OK"),
        ("---", 3, "INSUFFICIENT_DATA", "before", "ALARM", "OK"),
        ("-X-", 3, "ALARM", "before", "ALARM", "OK"),
        ("0X-", 2, "OK", "before", "ALARM", "OK"),
        ("X0X", 2, "ALARM", "ALARM", "ALARM", "ALARM"),
    ],
)
def test_missing_data_is_treated_as_the_guide_says(
    points: str, needed: int, missing: str, ignore: str, breaching: str, not_breaching: str
) -> None:
    before: State = "ALARM"
    expected = {"missing": missing, "ignore": ignore, "breaching": breaching, "notBreaching": not_breaching}
    for treatment, state in expected.items():
        found = decide([POINTS[p] for p in points], needed=needed, missing=treatment, before=before)
        assert found == (before if state == "before" else state), treatment


def alarm(**more: Any) -> dict[str, Any]:
    return {
        "AlarmName": "a",
        "StateValue": "OK",
        "Namespace": "n",
        "MetricName": "m",
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 5.0,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching",
    } | more


def test_a_breach_is_seen_at_once_and_leaves_with_the_window(keep: Keep) -> None:
    keep("m", 5)
    assert [evaluate(alarm(), now=NOON + after)[0] for after in (0, 30, 59, 61)] == [
        "ALARM",
        "ALARM",
        "ALARM",
        "OK",
    ]


def test_the_window_slides_so_a_breach_across_a_full_minute_counts(keep: Keep) -> None:
    keep("m", 3, seconds=50)
    keep("m", 3, seconds=70)
    assert evaluate(alarm(), now=NOON + 71)[0] == "ALARM"
    wall_clock = alarm(EvaluationWindow={"WallClockWindow": {}})
    assert evaluate(wall_clock, now=NOON + 121)[0] == "OK"


def test_some_of_several_periods_may_have_to_breach(keep: Keep) -> None:
    for minute, value in enumerate([9, 0, 9]):
        keep("m", value, seconds=60 * minute)
    now = NOON + 179
    assert evaluate(alarm(EvaluationPeriods=3, DatapointsToAlarm=2), now=now)[0] == "ALARM"
    assert evaluate(alarm(EvaluationPeriods=3), now=now)[0] == "OK"


def test_only_the_metric_with_the_alarms_own_dimensions_counts(keep: Keep) -> None:
    keep("m", 9, Model="other")
    assert evaluate(alarm(Dimensions=[{"Name": "Model", "Value": "x"}]), now=NOON)[0] == "OK"


def burn(threshold: float = 14.4) -> dict[str, Any]:
    """A burn rate: errors a request over the budget of 0.1 %."""
    metrics = [
        {"Id": "burn", "Expression": "IF(requests > 0, errors / requests / 0.001, 0)", "ReturnData": True},
        *(
            {
                "Id": name,
                "ReturnData": False,
                "MetricStat": {
                    "Metric": {"Namespace": "n", "MetricName": name},
                    "Period": 300,
                    "Stat": "Sum",
                },
            }
            for name in ("errors", "requests")
        ),
    ]
    kept = alarm(Metrics=metrics, Threshold=threshold)
    return {name: value for name, value in kept.items() if name not in ("Namespace", "MetricName", "Period")}


def test_a_burn_rate_is_metric_math(keep: Keep) -> None:
    keep("requests", 1000)
    keep("errors", 14)
    assert evaluate(burn(), now=NOON + 1)[0] == "OK"
    keep("errors", 1)
    state, reason = evaluate(burn(), now=NOON + 1)
    assert state == "ALARM"
    assert "1 out of the last 1 datapoints [15.0] was greater than or equal to the threshold (14.4)" in reason


def test_a_percentile_and_its_rank_can_be_watched(keep: Keep) -> None:
    keep("m", *[10.0] * 98, 900, 900)
    assert evaluate(alarm(Statistic=None, ExtendedStatistic="p99", Threshold=500), now=NOON)[0] == "ALARM"
    below = {"ComparisonOperator": "LessThanThreshold", "Statistic": None}
    assert evaluate(alarm(ExtendedStatistic="PR(:500)", Threshold=99, **below), now=NOON)[0] == "ALARM"
    assert evaluate(alarm(ExtendedStatistic="PR(:500)", Threshold=98, **below), now=NOON)[0] == "OK"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"ComparisonOperator": "GreaterThanUpperThreshold"}, "anomaly detection"),
        ({"Statistic": "tm99"}, "tm99 is not computed"),
        ({"Metrics": [{"Id": "e", "Expression": "SEARCH('{n,A} m', 'Sum', 60)"}]}, "one period"),
    ],
)
def test_an_alarm_that_cannot_be_computed_says_why(
    keep: Keep, change: dict[str, Any], complaint: str
) -> None:
    keep("m", 1)
    with pytest.raises(MathError, match=complaint):
        evaluate(alarm(**change), now=NOON)


@pytest.mark.parametrize(
    ("shares", "state"), [((0, 0), "OK"), ((0, 0, 0), "ALARM"), ((0, 0.5, 1), "OK"), ((1, 1, 1, 1), "ALARM")]
)
def test_a_band_is_left_only_by_enough_requests(keep: Keep, shares: tuple[float, ...], state: State) -> None:
    """The business alarm's expression: an average over few requests says nothing."""
    keep("share", *shares)
    named = {"Metric": {"Namespace": "n", "MetricName": "share"}, "Period": 60}
    queries = [
        {"Id": "e", "Expression": "IF(requests >= 3 AND (said < 0.1 OR said > 0.9), 1, 0)"},
        {"Id": "said", "MetricStat": {**named, "Stat": "Average"}, "ReturnData": False},
        {"Id": "requests", "MetricStat": {**named, "Stat": "SampleCount"}, "ReturnData": False},
    ]
    assert evaluate(alarm(Metrics=queries, Threshold=1.0), now=NOON)[0] == state
