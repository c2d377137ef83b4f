"""The hours of a class as its functions get them: with offsets to UTC, as they have no time zone database."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from config.calendar import ends, starts
from config.roster import Roster

DAY, STEP = timedelta(days=1), timedelta(minutes=30)
"""Clocks are changed at full and half hours of UTC, and on no two days in a row."""


def hours_as_json(roster: Roster) -> str | None:
    """Write what `class_ledger.hours.ClassHours` reads; None for a class without hours."""
    if roster.hours is None:
        return None
    hours = roster.hours.model_dump(mode="json")
    return json.dumps({**hours, "offsets": _offsets(roster)}, separators=(",", ":"))


def _offsets(roster: Roster) -> list[dict[str, int]]:
    """List each offset of the class's time with the moment from which it holds, both in seconds."""
    zone, moment = ZoneInfo(roster.time_zone), starts(roster)
    found = [_from(moment, zone)]
    while moment < ends(roster):
        step = STEP if _ahead(moment + DAY, zone) != found[-1]["seconds"] else DAY
        moment += step
        if _ahead(moment, zone) != found[-1]["seconds"]:
            found.append(_from(moment, zone))
    return found


def _from(moment: datetime, zone: ZoneInfo) -> dict[str, int]:
    return {"since": int(moment.timestamp()), "seconds": _ahead(moment, zone)}


def _ahead(moment: datetime, zone: ZoneInfo) -> int:
    offset = moment.astimezone(zone).utcoffset() or timedelta()
    return int(offset.total_seconds())
