"""Seats: a student's space is made with the first app, and counted before; a class is one row of a bill."""

from __future__ import annotations

from typing import Any

import pytest

from cli.cost.people import groups, rows
from cli.declared.resource import Resource
from cli.declared.studio import seats
from cli.quotas.need import sums
from cli.quotas.needs import needs

DOMAIN = {
    "JupyterLabAppSettings": {"DefaultResourceSpec": {"InstanceType": "ml.t3.medium"}},
    "SpaceStorageSettings": {"DefaultEbsStorageSettings": {"DefaultEbsVolumeSizeInGb": 5}},
}


def resource(
    type_: str, logical_id: str, *, stack: str = "Dev-Class-ml1-Cohort-001", **given: Any
) -> Resource:
    return Resource(stack=stack, logical_id=logical_id, type=type_, properties=given)


def student(slug: str, *, cohort: int = 1, canvas: bool = False) -> list[Resource]:
    stack = f"Dev-Class-ml1-Cohort-{cohort:03}"
    name, imported = f"ml1-{slug}", {"Fn::ImportValue": "Dev-Studio:DomainId"}
    tags = [{"Key": "class", "Value": "ml1"}, {"Key": "student", "Value": name}]
    role = {"Fn::GetAtt": [f"Role{slug}", "Arn"]}
    found = [
        resource("AWS::IAM::Role", f"Role{slug}", stack=stack),
        resource(
            "AWS::SageMaker::UserProfile",
            f"Profile{slug}",
            stack=stack,
            UserProfileName=name,
            DomainId=imported,
            UserSettings={"ExecutionRole": role},
            Tags=tags,
        ),
    ]
    settings = resource("Custom::CanvasSettings", f"Canvas{slug}", stack=stack, UserProfileName=name)
    return [*found, settings] if canvas else found


def a_class(count: int, *, with_canvas: int = 0) -> list[Resource]:
    domain = resource("AWS::SageMaker::Domain", "Domain", stack="Dev-Studio", DefaultUserSettings=DOMAIN)
    people = [
        student(f"s{number:04}", cohort=number // 16, canvas=number < with_canvas) for number in range(count)
    ]
    return [domain, *(one for person in people for one in person)]


def test_a_student_opens_on_the_domains_type_in_a_space_of_its_size() -> None:
    (seat,) = seats(a_class(1))
    assert (seat.class_name, seat.machine, seat.disk_gb, seat.spaces, seat.roles) == (
        "ml1",
        "ml.t3.medium",
        5,
        1,
        1,
    )


def test_a_class_of_a_thousand_is_two_rows_and_costs_a_thousand_seats() -> None:
    one, thousand = (
        {row.unit: row for row in rows(a_class(count), region="us-east-1")} for count in (1, 1_000)
    )
    assert len(thousand) == 2
    for unit, row in thousand.items():
        for use in ("low", "high", "weekend"):
            usd = one[unit].usd(use)
            assert usd is not None
            assert row.usd(use) == pytest.approx(1_000 * usd)
        assert row.usd("idle") == 0
    assert "1,000 students of ml1" in thousand["studio-disk-gb-month"].what


def test_students_with_canvas_are_a_row_of_their_own() -> None:
    found = [(group.count, group.seat.canvas) for group in groups(a_class(5, with_canvas=2))]
    assert sorted(found) == [(2, True), (3, False)]


def test_every_student_of_a_class_counts_against_the_quotas() -> None:
    found = {one.quota.name: one.amount for one in sums(needs(a_class(1_000)))}
    assert found["Maximum number of Studio user profiles allowed per account"] == 1_000
    assert found["Maximum number of Studio spaces allowed per account"] == 1_000
    assert found["Studio JupyterLab Apps running on ml.t3.medium instances"] == 1_000
    assert found["Roles per account"] == 1_000


def test_budgets_with_an_action_are_priced_by_the_day() -> None:
    actions = [resource("AWS::Budgets::BudgetsAction", f"Action{number}") for number in range(30)]
    (row,) = rows(actions, region="us-east-1")
    assert row.usd("idle") == pytest.approx(30 * 0.10 * 365 / 12)
