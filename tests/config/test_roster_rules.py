"""What a class asks of its environment and could not get is refused before a deploy, with class and key."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

import config
from config import Environment, prices, roster_rules
from config.catalog import canvas_regions, instance_types
from config.cohorts import MOST_SEATS, cohort_of
from config.errors import problems
from config.roster import Service, Student
from config.roster_uses import OF_SERVICE, types_for, uses_of
from tests.config.rosters import of_class, roster

CANVAS = {"idle_minutes": 60}


def broken(**changes: Any) -> list[str]:
    try:
        of_class(**changes)
    except ValidationError as error:
        return problems(error)
    return []


def test_the_committed_classes_fit_their_environments() -> None:
    assert {found.name for environment in config.load_all() for found in environment.classes} >= {"demo"}


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"environment__studio": None}, "environment"),
        ({"environment__api__auth": "iam"}, "environment"),
        ({"environment__studio__users": ["ml1-s01"]}, "students"),
        ({"services": ["training", "training"]}, "services"),
        ({"services": ["canvas"]}, "services"),
        ({"instance_types": ["ml.m5.large"]}, "instance_types"),
        ({"instance_types": ["ml.t3.medium"], "services": ["endpoints"]}, "instance_types"),
        ({"instance_types": ["ml.t3.medium", "ml.m99.large", "ml.m5.large"]}, "instance_types"),
        ({"instance_types": ["ml.t3.medium", "ml.m5.large", "ml.m5.large"]}, "instance_types"),
        (
            {"instance_types": ["ml.t3.medium", "ml.m5.large", "ml.p4d.24xlarge"], "budget_usd": 1},
            "instance_types",
        ),
        ({"accounts": {"organizational_units": ["r-abcd", "r-abcd"]}}, "accounts.organizational_units"),
    ],
)
def test_what_the_environment_cannot_give_is_refused_with_class_and_key(
    changes: dict[str, Any], key: str
) -> None:
    lines = broken(**changes)
    assert lines
    assert {line.partition(": ")[0] for line in lines} == {"class ml1"}
    assert {line.split(": ")[1] for line in lines} == {key}


def test_canvas_works_where_the_environment_has_it() -> None:
    assert broken(services=["canvas"], environment__canvas=CANVAS) == []


def test_canvas_and_bedrock_are_refused_where_no_catalog_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    found = of_class(services=["canvas", "bedrock"], environment__canvas=CANVAS)
    assert found.region in canvas_regions()
    monkeypatch.setattr(roster_rules, "canvas_regions", frozenset)
    monkeypatch.setattr(roster_rules, "inference_profile", lambda model, region: None)
    lines = list(roster_rules.broken_rosters(found))
    assert [line.split(": ")[1] for line in lines] == ["services", "services"]
    assert ["Canvas" in lines[0], "Bedrock" in lines[1]] == [True, True]


def test_a_type_without_a_price_is_refused_because_nobody_could_guard_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = of_class()

    def unpriced(name: str, *, region: str, use: str) -> prices.Price | None:
        return (
            None
            if (name, use) == ("ml.m5.large", "training")
            else prices.hourly(name, region=region, use=use)
        )

    monkeypatch.setattr(roster_rules, "hourly", unpriced)
    (line,) = roster_rules.broken_rosters(found)
    assert line.startswith("class ml1: instance_types: ml.m5.large has no price for training")


def test_no_type_spends_a_whole_budget_before_the_guard_can_act() -> None:
    types = ["ml.t3.medium", "ml.m5.large", "ml.p4d.24xlarge"]
    (line,) = {line for line in broken(instance_types=types, budget_usd=1) if "training" not in line}
    assert "USD 2.10 in the 5 minutes" in line
    assert broken(instance_types=types, budget_usd=3) == []
    assert broken(instance_types=types, budget_usd=3, students=[{"slug": "s01", "budget_usd": 1}]) != []


@pytest.mark.parametrize("services", [[], ["training"], ["endpoints"], ["bedrock"], list(OF_SERVICE)])
def test_every_choice_of_services_has_its_uses_and_types(services: list[Service]) -> None:
    found = roster(services=services)
    assert uses_of(found)[0] == "studio"
    for use in uses_of(found):
        sold = types_for(found, use=use, region="us-east-1")
        assert set(sold) == set(found.instance_types) & instance_types(use=use, region="us-east-1")
    assert broken(services=services, environment__canvas=CANVAS) == []


def test_a_stack_that_slugs_overfill_is_refused_with_one_to_rename() -> None:
    every = [f"s{number:04}" for number in range(1_000)]
    sized = roster("s01", seats=64)
    crowded = [slug for slug in every if cohort_of(sized, Student(slug=slug)) == 1][: MOST_SEATS + 1]
    changes: dict[str, Any] = {"seats": 64, "students": [{"slug": slug} for slug in crowded]}
    (line,) = broken(**changes)
    assert line.startswith(
        f"class ml1: students: stack 1 would hold {MOST_SEATS + 1} of them, 1 more than fit; give "
    )
    assert broken(**changes | {"students": changes["students"][1:]}) == []


def test_a_rule_of_a_class_is_one_of_its_environment() -> None:
    values = config.load("classroom").model_dump() | {"studio": None}
    with pytest.raises(ValidationError, match=r"class demo: environment: classroom has no \[studio\]"):
        Environment.model_validate(values)


def test_a_class_may_outgrow_its_seats_until_a_stack_is_full() -> None:
    slugs = [{"slug": f"s{number:02}"} for number in range(MOST_SEATS + 1)]
    assert broken(seats=1, students=slugs[:-1]) == []
    (line,) = broken(seats=1, students=slugs)
    assert "raise seats before the first deploy" in line
    assert "a second roster file" in line
