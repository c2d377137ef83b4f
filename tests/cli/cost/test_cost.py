"""`lab2api cost`: everything that runs has a row, and an unknown price is never a zero."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.__main__ import app
from cli.cost import command
from cli.cost.bill import PRICED, Bill, bill
from cli.cost.free import BY_CALL, BY_ITSELF
from cli.cost.quantity import COLUMNS
from cli.declared.resource import Resource
from config.prices import hourly
from tests.cli import snapshots

ASKED = re.compile(r'"(?:Instance(?:Type)s?|AllowedInstanceTypes)\\*": \[?\\*"([a-z0-9.-]+)\\*"')
"""How templates, and definitions in them, name a machine that will run."""


def of(environment: str, **changes: tuple[str, str]) -> Bill:
    found = snapshots.of(environment, **changes)
    return bill(found, environment=environment, region="us-east-1")


def said(environment: str, *arguments: str, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.setattr(command, "synthesized", snapshots.of)
    return CliRunner().invoke(app, ["cost", environment, *arguments])


@pytest.mark.parametrize("environment", snapshots.environments())
def test_a_total_is_the_sum_of_what_is_known(environment: str) -> None:
    found = of(environment)
    for column in COLUMNS:
        costs = [row.usd(column) for row in found.rows]
        assert found.total(column).usd == pytest.approx(sum(cost for cost in costs if cost is not None))
        assert found.total(column).unknown == costs.count(None)
    assert found.total("idle").usd <= found.total("low").usd <= found.total("high").usd


@pytest.mark.parametrize("environment", snapshots.environments())
def test_every_machine_of_every_template_has_a_row(environment: str) -> None:
    priced = " ".join(row.what for row in of(environment).rows)
    named = {machine for text in snapshots.texts(environment).values() for machine in ASKED.findall(text)}
    assert named
    assert {machine for machine in named if machine not in priced} == set()


@pytest.mark.parametrize("environment", snapshots.environments())
def test_every_type_is_priced_free_or_named_as_not_counted(environment: str) -> None:
    types = {one.type for one in snapshots.of(environment)}
    left = {line.split()[1].rstrip(":") for line in of(environment).not_counted if line[0].isdigit()}
    assert types - PRICED - BY_ITSELF == left
    assert left <= set(BY_CALL), "say in cli/cost/free.py why it is free, or price it"


def test_a_type_that_nobody_knows_is_named() -> None:
    strange = Resource(stack="Dev-Lake", logical_id="Lake", type="AWS::Redshift::Cluster")
    (line, *_) = bill([strange], environment="dev", region="us-east-1").not_counted
    assert line == "1 AWS::Redshift::Cluster: not known here, look up what it costs"


def test_a_machine_without_a_price_is_unknown_and_the_total_the_least() -> None:
    found = of("prod", replacing=('"ml.m5.large"', '"ml.m99.large"'))
    (row,) = (row for row in found.rows if row.family == "hosting")
    assert [row.usd(column) for column in COLUMNS] == [None] * len(COLUMNS)
    usual = of("prod")
    assert found.total("idle").unknown == usual.total("idle").unknown + 1
    assert found.total("idle").usd == pytest.approx(usual.total("idle").usd - 2 * 730 * 0.115)


def test_a_price_of_another_region_says_so() -> None:
    there = bill(snapshots.of("prod"), environment="prod", region="ap-southeast-1")
    (row,) = (row for row in there.rows if row.family == "hosting")
    price = hourly("ml.m5.large", region="ap-southeast-1", use="endpoint")
    assert row.price == price
    assert price is not None
    assert price.region != "ap-southeast-1"


def test_every_price_has_a_day_a_region_and_a_source(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = said("prod", "--json", monkeypatch=monkeypatch)
    rows: list[dict[str, Any]] = json.loads(printed.stdout)["rows"]
    prices = [row["price"] for row in rows if row["price"]]
    assert prices
    assert all(price["date"] and price["region"] and price["source"] for price in prices)
    assert [row["what"] for row in rows if row["price"] is None and row["usd"]["high"] is not None] == []


def test_unknown_is_written_and_the_total_says_at_least(monkeypatch: pytest.MonkeyPatch) -> None:
    printed = said("prod", "--use", "high", "--sources", monkeypatch=monkeypatch)
    assert printed.exit_code == 0
    assert re.search(r"MLflow App +unknown", printed.stdout)
    assert "at least USD" in printed.stdout
    assert "3 prices unknown" in printed.stdout
    assert "mlflow-app-month: unknown" in printed.stdout


def test_what_a_weekend_keeps_running_is_paid_for_sixty_hours() -> None:
    rows = {row.what: row.usd("weekend") for row in of("workbench").rows}
    assert rows["1 x ml.m5.large"] == pytest.approx(60 * 0.115)
    assert rows["open app of an, ml.t3.medium"] == pytest.approx(60 * 0.05)
    assert rows["Canvas session of binh"] == pytest.approx(60 * 1.90)


def test_the_picture_is_drawn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "cost.png"
    assert said("dev", "--plot", str(path), monkeypatch=monkeypatch).exit_code == 0
    assert path.read_bytes().startswith(b"\x89PNG")
    assert path.stat().st_size > 10_000
