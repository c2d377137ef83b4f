"""GetMetricData as a dashboard asks it: periods, statistics, expressions, searches, labels."""

from typing import Any

import pytest

from local.cloudwatch.metric_data import respond
from local.cloudwatch.series import MathError
from tests.local.cloudwatch.conftest import NOON, Keep


def metric(
    id: str, name: str, *, stat: str = "Sum", period: int = 60, shown: bool = False, **dims: str
) -> Any:
    dimensions = [{"Name": key, "Value": value} for key, value in dims.items()]
    named = {"Namespace": "n", "MetricName": name, "Dimensions": dimensions}
    return {"Id": id, "MetricStat": {"Metric": named, "Period": period, "Stat": stat}, "ReturnData": shown}


def ask(*queries: Any, minutes: int = 5, **more: Any) -> list[dict[str, Any]]:
    request = {"MetricDataQueries": list(queries), "StartTime": NOON, "EndTime": NOON + 60 * minutes, **more}
    answer: list[dict[str, Any]] = respond(request)["MetricDataResults"]
    return answer


def values(*queries: Any, **more: Any) -> list[float]:
    """The values of the one line that is returned, oldest first."""
    (line,) = ask(*queries, ScanBy="TimestampAscending", **more)
    found: list[float] = line["Values"]
    return found


def expression(text: str, **more: Any) -> Any:
    return {"Id": "e", "Expression": text, **more}


def test_values_are_gathered_at_multiples_of_the_period_and_the_newest_comes_first(keep: Keep) -> None:
    keep("m", 1, 2, seconds=59)
    keep("m", 4, seconds=60)
    (line,) = ask(metric("m", "m", shown=True))
    assert line["Values"] == [4, 3]
    assert line["Timestamps"] == ["2027-01-15T08:01:00Z", "2027-01-15T08:00:00Z"]


def test_another_dimension_is_another_metric(keep: Keep) -> None:
    keep("m", 1, Model="a")
    keep("m", 10, Model="b")
    assert values(metric("m", "m", shown=True, Model="b")) == [10]
    assert values(metric("m", "m", shown=True)) == []


@pytest.mark.parametrize(
    ("stat", "expected"),
    [
        ("p50", 50.5),
        ("p100", 100),
        ("Average", 50.5),
        ("SampleCount", 100),
        ("PR(:30)", 30),
        ("PR(10:30)", 20),
    ],
)
def test_statistics_are_those_of_the_guide(keep: Keep, stat: str, expected: float) -> None:
    keep("m", *range(1, 101))
    assert values(metric("m", "m", stat=stat, shown=True)) == [pytest.approx(expected)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b", [11]),
        ("a - b * 2 / 4 ^ 2", [9.875]),
        ("-a + 1", [-9, 5]),
        ("a / (b - 1)", []),
        ("a > 5", [1, 0]),
        ("a >= 10 && b == 1", [1]),
        ("IF(a > 5, a, 0)", [10, 0]),
        ("IF(a > 5, a)", [10]),
        ("FILL(b, 0)", [1, 0, 0, 0, 0]),
        ("FILL(a, REPEAT)", [10, -4, -4, -4, -4]),
        ("FILL(nothing, 7)", [7, 7, 7, 7, 7]),
        ("SUM([a, b])", [11, -4]),
        ("SUM(METRICS())", [11, -4]),
        ("MAX(METRICS('a'))", [10, -4]),
        ("a / SUM(a)", [10 / 6, -4 / 6]),
        ("a * 3600 / PERIOD(a)", [600, -240]),
        ("ABS(a)", [10, 4]),
        ("TIME_SERIES(3) + a", [13, -1]),
    ],
)
def test_metric_math(keep: Keep, text: str, expected: list[float]) -> None:
    keep("a", 10)
    keep("a", -4, seconds=60)
    keep("b", 1)
    queries = metric("a", "a"), metric("b", "b"), metric("nothing", "nothing"), expression(text)
    assert values(*queries) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("a +", "its end"),
        ("RATE(a)", "RATE is not computed locally"),
        ("missing + 1", "has the id missing"),
        ("e + 1", "e refers to itself"),
        ("1 + 1", "is the number 2"),
        ("IF(a)", "IF has 1 arguments"),
        ("SEARCH('{n,Model} a OR b', 'Sum', 60)", "is not understood"),
        ("a ? b", "cannot be read at '? b'"),
    ],
)
def test_what_cannot_be_computed_is_refused_with_the_reason(keep: Keep, text: str, complaint: str) -> None:
    keep("a", 1)
    with pytest.raises(MathError, match=complaint.replace("?", r"\?")):
        ask(metric("a", "a"), expression(text))


def test_a_search_finds_the_dimensions_it_names_and_labels_them(keep: Keep) -> None:
    keep("Share", 0.25, Model="x", Version="1", Label="benign")
    keep("Share", 0.75, Model="x", Version="1", Label="malignant")
    keep("Share", 1, Model="y", Version="1", Label="other")
    keep("Share", 1, Model="x")
    text = "SEARCH('{n,Model,Version,Label} MetricName=\"Share\" AND Model=\"x\"', 'Average', 60)"
    lines = ask(expression(text, Label="${PROP('Dim.Label')} (${PROP('Dim.Version')})"))
    assert {line["Label"]: line["Values"] for line in lines} == {
        "benign (1)": [0.25],
        "malignant (1)": [0.75],
    }
    assert {line["Label"] for line in ask(expression(text, Label="share"))} == {
        "share x 1 benign",
        "share x 1 malignant",
    }
    assert values(expression(f"SUM({text})")) == [1]


def test_a_search_without_a_match_sums_to_nothing(keep: Keep) -> None:
    keep("m", 1)
    assert values(expression("SUM(SEARCH('{n,Model} MetricName=\"m\"', 'Sum', 60))")) == []
