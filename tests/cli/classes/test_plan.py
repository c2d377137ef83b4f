"""`lab2api class plan`: what a class makes, costs and needs, before anything is deployed."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

import config
from cli.__main__ import app
from cli.classes import planned as planning
from cli.classes.costs import class_bill
from cli.classes.guard_cost import SECONDS, guard_rows, query_rows
from cli.classes.names import names
from cli.classes.overshoot import overshoots
from cli.declared.resource import Resource
from cli.quotas.need import sums
from cli.quotas.needs import needs
from config.account_losses import falls_away
from config.roster import Roster
from config.roster_files import load_roster
from tests.cli import snapshots
from tests.config.rosters import of_class, roster

PROFILES = "Maximum number of Studio user profiles allowed per account"
USES = ("low", "moderate", "high")
NOW = datetime(2026, 10, 1, tzinfo=UTC)


def texts() -> dict[str, str]:
    return snapshots.texts("classroom")


def planned(found: Roster, **more: Any) -> planning.Plan:
    settings = config.load("classroom")
    return planning.of_texts(
        more.pop("texts", texts()), roster=found, settings=settings, offline=True, now=NOW, **more
    )


@pytest.fixture
def demo() -> planning.Plan:
    return planned(load_roster("demo"))


def said(*arguments: str, monkeypatch: pytest.MonkeyPatch) -> Result:
    monkeypatch.setattr(planning, "texts_of", snapshots.texts)
    return CliRunner().invoke(app, ["class", "plan", "demo", *arguments])


def test_resources_and_stacks_are_those_of_the_templates(demo: planning.Plan) -> None:
    own = {
        name: json.loads(text) for name, text in texts().items() if name.startswith("Classroom-Class-demo")
    }
    types = Counter(one["Type"] for template in own.values() for one in template["Resources"].values())
    assert demo.declared.types == dict(types)
    assert {stack.name: stack.resources for stack in demo.declared.stacks} == {
        name: len(template["Resources"]) for name, template in own.items()
    }
    assert demo.declared.as_json()["largest_template"]["resources"] <= 400


def test_each_sandbox_is_in_the_stack_that_the_plan_names(demo: planning.Plan) -> None:
    profiles = {
        one["Properties"]["UserProfileName"]: name
        for name, text in texts().items()
        for one in json.loads(text)["Resources"].values()
        if one["Type"] == "AWS::SageMaker::UserProfile"
    }
    assert {name.sandbox: name.stack for name in demo.names} == {
        sandbox: stack for sandbox, stack in profiles.items() if sandbox.startswith("demo-")
    }


def test_another_class_with_a_longer_name_is_not_counted(demo: planning.Plan) -> None:
    more = {name.replace("demo", "demo2"): text for name, text in texts().items() if "Class" in name}
    assert planned(demo.roster, texts={**texts(), **more}).declared == demo.declared


def test_a_students_month_of_low_use_is_what_a_hand_adds_up() -> None:
    """Use as in usage.toml: 22 h of an app, 22 h of an endpoint, 4 jobs of 10 minutes, 100 requests a day."""
    settings = of_class()
    bill = class_bill([], roster=settings.classes[0], settings=settings)
    requests = 100 * 365 / 12
    by_hand = (
        22 * 0.05  # open app, ml.t3.medium
        + 5 * 0.112  # disk
        + 22 * 0.115  # endpoint, ml.m5.large
        + 4 * 10 / 60 * 0.05  # jobs, ml.t3.medium
        + requests * (0.0000035 + 0.0000002 + 0.3 * 1.0 * 0.0000133334)
    )
    assert bill.student.total("low").usd == pytest.approx(by_hand, rel=1e-4)
    assert bill.month("low").usd == pytest.approx(2 * by_hand, rel=1e-4)


def test_requests_are_counted_up_to_the_keys_quota() -> None:
    bills = {
        most: class_bill([], roster=(found := of_class(requests_per_day=most)).classes[0], settings=found)
        for most in (10, 1_000_000)
    }
    calls = {
        most: next(row for row in bill.student.rows if row.unit == "api-request").quantity.of["high"]
        for most, bill in bills.items()
    }
    assert calls[10] == pytest.approx(10 * 365 / 12)
    assert calls[1_000_000] == pytest.approx(500_000 * 365 / 12)


def test_what_has_no_price_is_unknown_and_the_sum_the_least() -> None:
    settings = of_class(services=["bedrock"])
    bill = class_bill([], roster=settings.classes[0], settings=settings)
    assert bill.month("low").unknown == 1
    assert bill.as_json(USES)["class_whole_time"]["low"]["unknown"] == 1


def test_the_guard_bounds_the_whole_time_by_the_budgets() -> None:
    for budget in (1, 10_000):
        settings = of_class(budget_usd=budget)
        bill = class_bill([], roster=settings.classes[0], settings=settings)
        assert bill.guarded("high").usd <= 2 * budget + 1e-9
        assert bill.guarded("high").usd <= bill.whole("high").usd + 1e-9
    assert bill.guarded("low").usd == pytest.approx(bill.whole("low").usd)


def test_shared_costs_are_of_the_classs_own_stacks(demo: planning.Plan) -> None:
    actions = sum(1 for one in demo.declared.resources if one.type == "AWS::Budgets::BudgetsAction")
    found = {row.unit: row.usd("low") for row in demo.bill.shared.rows}
    assert actions == 3
    assert found["budget-action-day"] == pytest.approx(actions * 0.10 * 365 / 12)


def test_the_guards_function_is_paid_for_each_minute() -> None:
    stack = "Classroom-Class-demo"
    function = Resource(
        stack=stack, logical_id="Guard", type="AWS::Lambda::Function", properties={"MemorySize": 1024}
    )
    target = {"Arn": {"Fn::GetAtt": ["Guard", "Arn"]}, "Id": "Target0"}
    rule = {"ScheduleExpression": "rate(1 minute)", "Targets": [target]}
    clock = Resource(stack=stack, logical_id="Clock", type="AWS::Events::Rule", properties=rule)
    calls, time = guard_rows([function, clock])
    assert calls.quantity.of["idle"] == 730 * 60
    assert time.quantity.of["idle"] == 730 * 60 * SECONDS
    assert list(guard_rows([function])) == []
    services = of_class(services=["bedrock", "endpoints"]).classes[0]
    tokens, endpoints = query_rows([function, clock], services)
    assert tokens.usd("idle") == pytest.approx(2 * 2 * 20 * 730 * 0.00001)
    assert endpoints.usd("low") == pytest.approx(2 * 22 * 12 * 0.00001)


def test_the_worst_overshoot_is_the_rate_by_the_dearest_request_by_half_a_minute() -> None:
    settings = config.load("classroom")
    document, translation = overshoots(settings.classes[0], settings=settings)
    assert translation.usd == pytest.approx(2 * 30 * 0.075)
    assert document.usd == pytest.approx(2 * 30 * settings.documents.max_pages * 0.065)
    few = settings.classes[0].model_copy(update={"requests_per_day": 10})
    assert overshoots(few, settings=settings)[1].usd == pytest.approx(10 * 0.075)


def test_the_plan_says_what_no_guard_counts_and_how_far_a_loop_gets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done = said("--offline", monkeypatch=monkeypatch)
    assert "USD 4.50: 60 times a translation of 5,000 characters" in done.stdout
    for word in ("log ingestion", "own metrics", "traffic out", "AWS deletes one after its end"):
        assert word in done.stderr.replace("\n", " ")


def test_quotas_are_of_every_planned_seat_and_the_platforms_own_people() -> None:
    small, planned_for = (
        {
            one.needed.quota.name: one.amount
            for one in planned(load_roster("demo").model_copy(update=seats)).quotas
        }
        for seats in ({}, {"seats": 300})
    )
    assert small[PROFILES] == 1 + 3
    assert planned_for[PROFILES] == 1 + 300
    assert planned_for["ml.m5.large for endpoint usage"] == 300
    assert planned_for["Total domains"] == 1


def test_an_account_that_is_too_small_ends_with_one_and_the_line_to_ask_for_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = sums(needs(snapshots.of("classroom")))
    rows = [
        {
            "ServiceCode": one.quota.service_code,
            "QuotaName": one.quota.name,
            "QuotaCode": "L-00000001",
            "Value": 3 if one.quota.name == PROFILES else 10_000,
        }
        for one in found
    ]
    path = tmp_path / "quotas.json"
    path.write_text(json.dumps({"Quotas": rows}))
    done = said("--account", str(path), monkeypatch=monkeypatch)
    assert done.exit_code == 1
    assert "--quota-code L-00000001 --desired-value 4" in done.stdout
    assert "does not fit" in done.stdout


def test_a_template_that_cloudformation_would_refuse_ends_with_one(demo: planning.Plan) -> None:
    assert demo.fits
    name = "Classroom-Class-demo-Cohort-001"
    large = json.loads(texts()[name])
    (some,) = list(large["Resources"].values())[:1]
    large["Resources"] |= {f"More{number}": some for number in range(500)}
    found = planned(demo.roster, texts={**texts(), name: json.dumps(large)})
    assert [stack.name for stack in found.declared.too_large] == [name]
    assert not found.fits


def test_the_calendar_says_hours_and_where_in_its_life_a_class_is() -> None:
    hours = {"days": ["mon"], "begin": "08:00", "end": "10:00"}
    found = planned(roster(hours=hours)).calendar
    assert (found.phase, found.sessions, found.hours) == ("running", 15, 30)
    assert found.local(found.ends) == "Mon 2026-12-21 00:00 +07"
    assert planned(roster()).calendar.sessions is None


def test_the_plan_prints_for_people_and_for_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    people = said("--offline", monkeypatch=monkeypatch)
    machines = said("--offline", "--json", monkeypatch=monkeypatch)
    assert (people.exit_code, machines.exit_code) == (0, 0)
    for title in ("Calendar", "Stacks and resources", "Cost, USD a month", "Quotas", "Names"):
        assert title in people.stdout
    found = json.loads(machines.stdout)
    assert found["students"] == 3
    assert {row["of"] for row in found["cost"]["rows"]} == {"student", "class"}
    assert found["budget_lasts"][-1]["hours"] == 20


def test_names_are_written_for_a_spreadsheet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    assert said("--offline", "--csv", str(path), monkeypatch=monkeypatch).exit_code == 0
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert [row["sandbox"] for row in rows] == ["demo-an", "demo-binh", "demo-chi"]


def test_names_of_a_thousand_are_no_two_alike() -> None:
    found = names(roster(*(f"s{number:04}" for number in range(1_000)), seats=1_000), settings=of_class())
    assert len({name.sandbox for name in found}) == 1_000
    assert max(Counter(name.stack for name in found).values()) <= 32


def test_with_an_account_each_the_work_counts_there() -> None:
    found = planned(roster(accounts={"organizational_units": ["ou-abcd-12345678"]}))
    assert {name.stack for name in found.names} == {"Classroom-Class-ml1-Accounts"}
    assert "ml.m5.large for endpoint usage" not in {one.needed.quota.name for one in found.quotas}


def test_what_a_closed_account_cannot_keep_is_said() -> None:
    closed = config.load("closed")
    found = planning.of_texts({}, roster=closed.classes[0], settings=closed, offline=True)
    assert [line.partition(":")[0] for line in found.as_json()["falls_away"]] == [
        loss.key for loss in falls_away(closed)
    ]
    assert planned(roster()).falls_away == ()


def test_an_unknown_class_is_answered_with_the_known_ones() -> None:
    done = CliRunner().invoke(app, ["class", "plan", "nosuch"])
    assert done.exit_code == 1
    assert "no such class in rosters/; there is" in done.stderr


def test_classes_are_listed() -> None:
    found = json.loads(CliRunner().invoke(app, ["class", "list", "--json"]).stdout)
    assert {"demo"} <= {one["name"] for one in found}
    assert "demo" in CliRunner().invoke(app, ["class", "list"]).stdout
