"""Days and hours of a class, in UTC: also where clocks change, and where a midnight does not exist."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import calendar
from tests.config.rosters import roster

ZONES = ["Asia/Ho_Chi_Minh", "UTC", "America/New_York", "Africa/Cairo", "Pacific/Apia", "Australia/Lord_Howe"]


def test_a_class_in_vietnam_begins_and_ends_at_its_own_midnight() -> None:
    found = roster()
    assert calendar.starts(found) == datetime(2026, 9, 6, 17, tzinfo=UTC)
    assert calendar.ends(found) == datetime(2026, 12, 20, 17, tzinfo=UTC)


def test_a_midnight_that_the_clocks_leave_out_is_the_moment_of_the_change() -> None:
    found = roster(time_zone="Africa/Cairo", start="2023-04-28", end="2023-04-28")
    assert calendar.starts(found) == datetime(2023, 4, 27, 22, tzinfo=UTC)
    assert calendar.ends(found) - calendar.starts(found) == timedelta(hours=23)


@given(
    zone=st.sampled_from(ZONES),
    start=st.dates(min_value=datetime(2020, 1, 1).date(), max_value=datetime(2090, 1, 1).date()),  # noqa: DTZ001
    days=st.integers(0, 400),
)
def test_a_class_lasts_its_days_give_or_take_a_change_of_clocks(zone: str, start: object, days: int) -> None:
    first = datetime.fromisoformat(f"{start}")
    found = roster(time_zone=zone, start=str(start), end=str((first + timedelta(days=days)).date()))
    length = calendar.ends(found) - calendar.starts(found)
    assert calendar.days(found) == days + 1
    assert abs(length - timedelta(days=days + 1)) <= timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "phase"),
    [
        (datetime(2026, 9, 6, 16, 59, 59, tzinfo=UTC), "before"),
        (datetime(2026, 9, 6, 17, tzinfo=UTC), "running"),
        (datetime(2026, 12, 20, 16, 59, 59, tzinfo=UTC), "running"),
        (datetime(2026, 12, 20, 17, tzinfo=UTC), "over"),
    ],
)
def test_the_last_moment_is_the_classs_and_the_next_is_not(now: datetime, phase: str) -> None:
    assert calendar.phase(roster(), now=now) == phase


def test_class_hours_are_sessions_in_local_time_through_a_change_of_clocks() -> None:
    hours = {"days": ["sun", "mon"], "begin": "08:00", "end": "10:30"}
    found = roster(time_zone="America/New_York", start="2026-10-30", end="2026-11-08", hours=hours)
    assert [begin.hour for begin, _ in calendar.sessions(found)] == [13, 13, 13]
    assert {end - begin for begin, end in calendar.sessions(found)} == {timedelta(hours=2.5)}
    summer = roster(time_zone="America/New_York", start="2026-10-25", end="2026-10-26", hours=hours)
    assert [begin.hour for begin, _ in calendar.sessions(summer)] == [12, 12]


def test_without_hours_a_class_is_one_session() -> None:
    found = roster()
    assert list(calendar.sessions(found)) == [(calendar.starts(found), calendar.ends(found))]
