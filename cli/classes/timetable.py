"""A class's calendar: first and last moment, its hours, and when the teardown begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from config import calendar
from config.roster import Roster


@dataclass(frozen=True, kw_only=True)
class Timetable:
    """Moments are in UTC; `local` writes one in the class's time zone."""

    zone: str
    starts: datetime
    ends: datetime
    days: int
    phase: calendar.Phase
    sessions: int | None
    """Of class hours; None where the class has none, and sandboxes work day and night."""
    hours: float
    """That sandboxes may run in all."""

    def local(self, moment: datetime) -> str:
        """Write a moment as the class reads it."""
        return f"{moment.astimezone(ZoneInfo(self.zone)):%a %Y-%m-%d %H:%M %Z}"

    def as_json(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "time_zone": self.zone,
            "starts": self.starts.isoformat(),
            "ends": self.ends.isoformat(),
            "starts_local": self.local(self.starts),
            "ends_local": self.local(self.ends),
            "teardown": self.ends.isoformat(),
            "days": self.days,
            "phase": self.phase,
            "sessions": self.sessions,
            "hours": round(self.hours, 2),
        }


def timetable(roster: Roster, *, now: datetime) -> Timetable:
    """Count a class's days and hours; `now` tells where in them it is."""
    sessions = list(calendar.sessions(roster))
    return Timetable(
        zone=roster.time_zone,
        starts=calendar.starts(roster),
        ends=calendar.ends(roster),
        days=calendar.days(roster),
        phase=calendar.phase(roster, now=now),
        sessions=len(sessions) if roster.hours else None,
        hours=sum((end - begin).total_seconds() for begin, end in sessions) / 3600,
    )
