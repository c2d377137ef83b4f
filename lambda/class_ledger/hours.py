"""When a class works, in UTC, without a time zone database: Lambda's image does not promise to have one."""

from bisect import bisect_right
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Offset(BaseModel):
    """From a moment on, seconds since 1970, local time is so many seconds ahead of UTC."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: int
    seconds: Annotated[int, Field(gt=-86_400, lt=86_400)]


class ClassHours(BaseModel):
    """Local hours of some days of the week; `offsets` is in order, its first holds for earlier times too."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    begin: time
    end: time
    offsets: Annotated[tuple[Offset, ...], Field(min_length=1)]

    def closes(self, now: datetime) -> datetime | None:
        """Return when today's hours end, in UTC; None outside of them."""
        place = bisect_right([offset.since for offset in self.offsets], now.timestamp())
        ahead = timedelta(seconds=self.offsets[max(place - 1, 0)].seconds)
        local = now.astimezone(UTC).replace(tzinfo=None) + ahead
        if WEEK[local.weekday()] not in self.days or not self.begin <= local.time() < self.end:
            return None
        return (datetime.combine(local.date(), self.end) - ahead).replace(tzinfo=UTC)

    def __str__(self) -> str:
        return f"{', '.join(self.days)} {self.begin:%H:%M}-{self.end:%H:%M}"
