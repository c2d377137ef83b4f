"""When a scheduled action is due, in its own time zone."""

from datetime import UTC, datetime

import pytest

from local.autoscaling.errors import RequestError
from local.autoscaling.schedules import following

CREATED = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)


def due(schedule: str, *, zone: str = "UTC", after: datetime = CREATED) -> str | None:
    found = following(schedule, zone=zone, after=after, created=CREATED)
    return (
        None if found is None else found.astimezone(UTC).isoformat(timespec="minutes").removesuffix("+00:00")
    )


def test_at_is_due_once() -> None:
    assert due("at(2026-03-28T08:30:00)") == "2026-03-28T08:30"
    assert due("at(2026-03-26T08:30:00)") is None
    assert due("at(2026-03-28T08:30:00)", zone="Asia/Ho_Chi_Minh") == "2026-03-28T01:30"


def test_a_rate_counts_from_the_creation() -> None:
    assert due("rate(1 hour)") == "2026-03-27T13:00"
    assert due("rate(5 minutes)", after=datetime(2026, 3, 27, 12, 7, tzinfo=UTC)) == "2026-03-27T12:10"


def test_cron_follows_the_wall_clock_of_its_zone_through_daylight_saving() -> None:
    office = "cron(0 8 ? * MON-FRI *)"
    assert due(office, zone="Europe/Berlin") == "2026-03-30T06:00"  # summer time began on the 29th
    assert (
        due(office, zone="Europe/Berlin", after=datetime(2026, 3, 26, 12, tzinfo=UTC)) == "2026-03-27T07:00"
    )


@pytest.mark.parametrize(
    "schedule", ["cron(0 8 * * * *)", "cron(0 8)", "rate(0 hours)", "daily", "at(today)"]
)
def test_a_schedule_that_cannot_be_read_is_refused(schedule: str) -> None:
    with pytest.raises(RequestError, match="Schedule"):
        due(schedule)


def test_an_unknown_time_zone_is_refused() -> None:
    with pytest.raises(RequestError, match="Timezone"):
        due("rate(1 hour)", zone="Mars/Olympus")
