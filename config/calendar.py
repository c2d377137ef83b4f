"""When a class begins, works and ends, in UTC: a roster says it in days and hours of its time zone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from config.roster import Roster, Weekday

WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Phase = Literal["before", "running", "over"]


def starts(roster: Roster) -> datetime:
    """Return the first moment of the first day."""
    return _in_utc(roster, roster.start, time.min)


def ends(roster: Roster) -> datetime:
    """Return the first moment after the last day, which is no longer the class's: the teardown begins."""
    return _in_utc(roster, roster.end + timedelta(days=1), time.min)


def phase(roster: Roster, *, now: datetime) -> Phase:
    """Tell where in its life a class is."""
    if now < starts(roster):
        return "before"
    return "running" if now < ends(roster) else "over"


def days(roster: Roster) -> int:
    """Count the days, the first and the last with them."""
    return (roster.end - roster.start).days + 1


def sessions(roster: Roster) -> Iterator[tuple[datetime, datetime]]:
    """Yield begin and end of each of the class's hours, in order; without `hours` it is one session."""
    if (hours := roster.hours) is None:
        yield starts(roster), ends(roster)
        return
    for passed in range(days(roster)):
        day = roster.start + timedelta(days=passed)
        if WEEKDAYS[day.weekday()] in hours.days:
            yield _in_utc(roster, day, hours.begin), _in_utc(roster, day, hours.end)


def _in_utc(roster: Roster, day: date, at: time) -> datetime:
    """Convert; a time that a change of clocks leaves out is the moment of the change."""
    return datetime.combine(day, at, tzinfo=ZoneInfo(roster.time_zone)).astimezone(UTC)
