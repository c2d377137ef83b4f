"""A graph's rows become exactly the request that CloudWatch's console would send."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from cli.dashboard.body import Graph
from cli.dashboard.measured import curves, queries
from tests.cli.account import Account

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def graph(*rows: Any, **properties: Any) -> Graph:
    return Graph.model_validate({"type": "metric", "properties": {"metrics": rows, **properties}})


def test_rows_are_spelled_out_and_hidden_ones_are_asked_but_not_returned() -> None:
    found = [
        query
        for query, _ in queries(
            graph(
                ["AWS/Lambda", "Duration", "FunctionName", "f", {"stat": "p99", "id": "d", "visible": False}],
                [".", "Errors", ".", "."],
                ["...", "g", {"label": "g's errors"}],
                [{"expression": "d / 2", "label": "half", "yAxis": "right"}],
                [{"expression": "SEARCH('{n,A} m', 'Sum', 60)"}],
                period=60,
                stat="Sum",
            ).properties
        )
    ]
    assert [query.get("MetricStat", {}).get("Stat") for query in found] == ["p99", "Sum", "Sum", None, None]
    assert [query["ReturnData"] for query in found] == [False, True, True, True, True]
    second, third = (query["MetricStat"]["Metric"] for query in found[1:3])
    assert (second["MetricName"], second["Dimensions"]) == (
        "Errors",
        [{"Name": "FunctionName", "Value": "f"}],
    )
    assert (third["MetricName"], third["Dimensions"]) == ("Errors", [{"Name": "FunctionName", "Value": "g"}])
    assert found[3]["Period"] == 60
    assert "Period" not in found[4]
    assert len({query["Id"] for query in found}) == 5


def test_the_period_that_is_still_counted_is_left_out_unless_it_is_all_there_is(account: Account) -> None:
    times = [NOW - timedelta(minutes=minutes) for minutes in (2, 1, 0)]
    lines = [
        {"Id": "row0", "Label": "a", "Timestamps": times, "Values": [1.0, 2.0, 0.1]},
        {"Id": "row1", "Label": "b", "Timestamps": times[2:], "Values": [5.0]},
        {"Id": "row2", "Label": "c", "Timestamps": [], "Values": []},
    ]
    account.expect("cloudwatch", "get_metric_data", {"MetricDataResults": lines})
    rows = [["n", name, {"yAxis": axis}] for name, axis in (("a", "left"), ("b", "right"), ("c", "left"))]
    found = curves(
        graph(*rows, period=60),
        cloudwatch=account.client("cloudwatch"),
        start=NOW - timedelta(hours=1),
        end=NOW + timedelta(seconds=30),
    )
    assert [(curve.label, curve.values, curve.right) for curve in found] == [
        ("a", (1.0, 2.0), False),
        ("b", (5.0,), True),
    ]
