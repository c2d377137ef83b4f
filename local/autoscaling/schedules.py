"""When a scheduled action is due: `at(...)`, `rate(...)` and `cron(...)` in its time zone.

https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html
"""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ministack.services import eventbridge

from local.autoscaling.errors import RequestError

_AT = re.compile(r"at\((?P<moment>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)")
_RATE = re.compile(r"rate\((?P<number>[1-9]\d*) (?P<unit>minute|hour|day)s?\)")


def following(schedule: str, *, zone: str, after: datetime, created: datetime) -> datetime | None:
    """Return the first moment later than `after` at which the schedule is due; None if there is none.

    A rate counts from `created`. Raises `RequestError` for a schedule or a time zone that cannot be read.
    """
    place = _zone(zone)
    if match := _AT.fullmatch(schedule):
        moment = datetime.fromisoformat(match["moment"]).replace(tzinfo=place).astimezone(UTC)
        return moment if moment > after else None
    if match := _RATE.fullmatch(schedule):
        step = timedelta(**{f"{match['unit']}s": int(match["number"])})
        return created + ((after - created) // step + 1) * step
    return _next_of_cron(schedule, place=place, after=after)


def _next_of_cron(schedule: str, *, place: ZoneInfo, after: datetime) -> datetime | None:
    """Give the emulator's own cron, which walks wall-clock time, that of the zone."""
    fields = eventbridge._parse_cron_fields(schedule)  # noqa: SLF001
    if fields is None:
        raise RequestError(
            "ValidationException", f"Schedule {schedule!r} is none of at(...), rate(...), cron(...)."
        )
    wall = after.astimezone(place).replace(tzinfo=UTC)
    found: datetime | None = eventbridge._cron_next_fire(fields, wall)  # noqa: SLF001
    return None if found is None else found.replace(tzinfo=place).astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise RequestError("ValidationException", f"Timezone {name!r} is not known.") from error
