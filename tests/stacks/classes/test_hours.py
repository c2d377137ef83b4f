"""The hours that a function gets without a time zone database are those of the time zone database."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import config
from class_ledger.hours import ClassHours
from config.roster import Hours, Roster
from stacks.constructs.class_hours import hours_as_json

ZONES = ("Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")
HOURS = Hours(days=("mon", "wed", "sun"), begin=time(1, 30), end=time(17, 45))


def roster_in(zone: str, hours: Hours | None = HOURS) -> Roster:
    (roster,) = config.load("classroom").classes
    days = {"start": date(2026, 9, 7), "end": date(2027, 6, 30)}
    return roster.model_copy(update={**days, "time_zone": zone, "hours": hours})


READ = {zone: ClassHours.model_validate_json(hours_as_json(roster_in(zone)) or "") for zone in ZONES}


@settings(max_examples=400, deadline=None)
@given(zone=st.sampled_from(ZONES), seconds=st.integers(0, 290 * 86_400))
def test_a_function_and_the_time_zone_agree_at_every_moment_of_the_class(zone: str, seconds: int) -> None:
    now = datetime(2026, 9, 8, tzinfo=UTC) + timedelta(seconds=seconds)
    local = now.astimezone(ZoneInfo(zone))
    within = local.weekday() in (0, 2, 6) and time(1, 30) <= local.time() < time(17, 45)
    closes = READ[zone].closes(now)
    assert (closes is not None) == within
    if closes:
        assert now < closes
        # On the day of a change of clocks the end is told by the hour before it, until the change is there.
        end = datetime.combine(local.date(), time(17, 45), tzinfo=ZoneInfo(zone))
        assert abs(closes - end) <= timedelta(hours=1)


@pytest.mark.parametrize(("zone", "offsets"), [("Asia/Ho_Chi_Minh", 1), ("Europe/Berlin", 3), ("UTC", 1)])
def test_only_changes_of_clocks_are_written_down(zone: str, offsets: int) -> None:
    assert len(READ[zone].offsets) == offsets


def test_a_class_without_hours_has_none() -> None:
    assert hours_as_json(roster_in("UTC", hours=None)) is None


def test_the_longest_class_fits_in_a_functions_variables() -> None:
    """Lambda quotas: 4 KB of variables a function."""
    roster = roster_in("America/New_York").model_copy(update={"end": date(2036, 9, 7)})
    assert len(hours_as_json(roster) or "") < 2_000
