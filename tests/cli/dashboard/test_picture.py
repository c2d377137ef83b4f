"""The deployed definition becomes a picture: every widget, its unit, its threshold, and words for no data."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer

from cli.dashboard.axis import number
from cli.dashboard.body import Body
from cli.dashboard.command import begin, fetch
from cli.dashboard.measured import Curve
from cli.dashboard.page import Page
from cli.dashboard.picture import draw
from tests.cli.account import DEV, Account

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
TIMES = tuple(NOW + timedelta(minutes=minute) for minute in range(3))
BODY = {
    "widgets": [
        {
            "type": "text",
            "width": 24,
            "height": 2,
            "x": 0,
            "y": 0,
            "properties": {"markdown": "# A page\nof words"},
        },
        {
            "type": "metric",
            "width": 8,
            "height": 6,
            "x": 0,
            "y": 2,
            "properties": {
                "title": "Cost",
                "stacked": True,
                "metrics": [["n", "a"]],
                "yAxis": {"left": {"label": "USD", "min": 0}},
                "annotations": {"horizontal": [{"value": 14.4, "label": "the limit"}]},
            },
        },
        {
            "type": "metric",
            "width": 8,
            "height": 6,
            "x": 8,
            "y": 2,
            "properties": {
                "title": "Two axes",
                "metrics": [],
                "yAxis": {"left": {"label": "ms"}, "right": {"label": "waiting"}},
            },
        },
        {"type": "metric", "width": 8, "height": 6, "x": 16, "y": 2, "properties": {"title": "Nothing"}},
        {
            "type": "alarm",
            "width": 24,
            "height": 2,
            "x": 0,
            "y": 8,
            "properties": {
                "title": "Alarms",
                "alarms": ["arn:aws:cloudwatch:us-east-1:1:alarm:lab2api-dev-m-trouble"],
            },
        },
    ]
}


def test_every_widget_its_words_units_and_thresholds_are_on_the_picture(tmp_path: Path) -> None:
    curves = {
        1: [Curve("one", TIMES, (1.0, 2.0, 3.0)), Curve("another", TIMES[:1], (1.0,))],
        2: [Curve("left", TIMES, (1.0, 2.0, 3.0)), Curve("backlog", TIMES, (5.0, 0.0, 1.0), right=True)],
    }
    page = Page(
        body=Body.model_validate(BODY),
        curves=curves,
        states={"lab2api-dev-m-trouble": "ALARM"},
        start=NOW,
        end=TIMES[-1],
        note="lab2api-dev-m",
    )
    draw(page, tmp_path / "page.svg")
    # Matplotlib draws letters as shapes and leaves each text beside them as a comment.
    drawn = (tmp_path / "page.svg").read_text()
    for text in (
        "A page",
        "of words",
        "Cost",
        "USD",
        "the limit",
        "one",
        "another",
        "backlog (right)",
        "waiting",
        "Nothing",
        "no data",
        "lab2api-dev-m-trouble: alarm",
    ):
        assert f"<!-- {text}" in drawn or f"<!--  {text}" in drawn, text
    assert drawn.count("<!-- no data -->") == 1


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (0.0004, "0.0004"), (1200, "1200"), (25_000, "25k"), (3_500_000, "3.5M")]
)
def test_values_are_written_as_people_read_them(value: float, text: str) -> None:
    assert number(value) == text


def test_a_page_begins_shortly_before_its_first_value() -> None:
    early = NOW - timedelta(hours=3)
    values = {0: [Curve("a", TIMES, (0.0, 1.0, 0.0))], 1: [Curve("filled", (early,), (0.0,))]}
    assert begin(values, start=early) == NOW - timedelta(minutes=1)
    assert begin({}, start=early) == early


def test_the_deployed_definition_is_what_is_drawn(account: Account) -> None:
    account.expect(
        "cloudwatch", "get_dashboard", {"DashboardBody": json.dumps(BODY)}, {"DashboardName": "lab2api-dev-m"}
    )
    lines = [{"Id": "row0", "Label": "a", "Timestamps": [NOW], "Values": [1.0]}]
    account.expect("cloudwatch", "get_metric_data", {"MetricDataResults": lines})
    alarm: dict[str, Any] = {"AlarmName": "lab2api-dev-m-trouble", "StateValue": "OK"}
    account.expect("cloudwatch", "describe_alarms", {"CompositeAlarms": [alarm]})
    page = fetch(target=DEV, page="m", now=NOW, minutes=60)
    account.done()
    assert [curve.values for curve in page.curves[1]] == [(1.0,)]
    assert page.states == {"lab2api-dev-m-trouble": "OK"}


def test_a_page_that_is_not_there_is_told_with_those_that_are(
    account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    account.refuse("cloudwatch", "get_dashboard", "ResourceNotFound")
    account.expect("cloudwatch", "list_dashboards", {"DashboardEntries": [{"DashboardName": "lab2api-dev"}]})
    with pytest.raises(typer.Exit):
        fetch(target=DEV, page="m", now=NOW, minutes=60)
    assert "lab2api-dev-m" in (said := capsys.readouterr().err)
    assert "There are: lab2api-dev." in said
