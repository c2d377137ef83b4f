"""`lab2api deploy` stops where it would delete students' spaces, or make what was torn down or is over."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from class_ledger.lease import Lease
from cli.classes.before_deploy import Deployed, dropped_students, objections
from config.cohorts import cohort_count, cohort_of
from config.roster import Roster
from tests.config.rosters import roster

DURING = datetime(2026, 10, 1, tzinfo=UTC)
SLUGS = [f"s{number:02}" for number in range(30)]


def lease(slug: str, state: Any = "active") -> Lease:
    return Lease(
        class_name="ml1",
        slug=slug,
        sandbox=f"ml1-{slug}",
        budget_usd=Decimal(5),
        warn_at=Decimal("0.8"),
        ends=datetime(2026, 12, 20, 17, tzinfo=UTC),
        api_key_id="k",
        state=state,
    )


def said(found: Roster, stacks: int, *leases: Lease, now: datetime = DURING) -> list[str]:
    there = Deployed(stacks=stacks, leases=leases)
    return [f"{one.why}. {one.hint}" for one in objections(found, there, now=now)]


def test_other_seats_that_move_students_are_refused_with_how_many() -> None:
    before, after = roster(*SLUGS, seats=28), roster(*SLUGS, seats=29)
    moved = sum(cohort_of(before, one) != cohort_of(after, one) for one in before.students)
    (line,) = said(after, cohort_count(before), *map(lease, SLUGS))
    assert moved > 0
    assert f"would move {moved} of 30 students" in line
    assert "Set seats to 15 to 28" in line


def test_seats_that_move_nobody_are_none_of_its_business() -> None:
    leases = [lease(slug) for slug in SLUGS]
    assert said(roster(*SLUGS, seats=15), 2, *leases) == []
    assert said(roster(*SLUGS, seats=300), 2) == []


def test_a_class_that_is_over_is_not_made_again() -> None:
    (line,) = said(roster(), 3, now=datetime(2026, 12, 21, tzinfo=UTC))
    assert "over at the end of 2026-12-20" in line
    assert "class teardown ml1" in line
    assert list(objections(roster(), None, now=DURING)) == []


def test_who_was_torn_down_leaves_the_roster_first() -> None:
    lines = said(roster("s01", "s02", "s03"), 3, lease("s01", "ended"), lease("s02", "wiping"), lease("s03"))
    assert ["--student s02" in lines[0], "s01 were torn down" in lines[1], len(lines)] == [True, True, 2]


def test_who_left_without_a_teardown_is_known() -> None:
    leases = [lease("s01"), lease("gone"), lease("done", "ended")]
    assert dropped_students(roster("s01"), leases) == ["gone"]
