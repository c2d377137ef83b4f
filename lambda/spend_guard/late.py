"""Numbers of CloudWatch come late and grow: the last minutes are read again, and what is new is added."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Self

from class_ledger.meter import Meter, usd

UNTIL, COUNTED = "until", "counted"
MINUTE = timedelta(minutes=1)
LATE = timedelta(minutes=15)
"""How much later than its minute a number may come, or grow, and still be counted."""
KEPT = timedelta(days=15)
"""How long CloudWatch keeps single minutes (CloudWatch User Guide): no question reaches further back."""


def next_minute(now: datetime) -> datetime:
    """Return the end of the minute that has begun: what it has so far is read too."""
    return now.replace(second=0, microsecond=0) + MINUTE


@dataclass(frozen=True)
class Reading:
    """What a meter has counted: until when it was read, and of the last minutes how much each cost.

    Nothing before `begin` is its own: an earlier endpoint may have had the same name.
    """

    begin: datetime
    until: datetime
    counted: Mapping[datetime, Decimal]

    @classmethod
    def of(cls, meter: Meter) -> Self:
        """Read a meter's; one that was never read was made when the thing was."""
        minutes = json.loads(meter.detail.get(COUNTED, "{}"))
        return cls(
            begin=meter.since,
            until=datetime.fromisoformat(meter.detail.get(UNTIL, meter.since.isoformat())),
            counted={_moment(minute): Decimal(amount) for minute, amount in minutes.items()},
        )

    def since(self, *, now: datetime) -> datetime:
        """Return from when to read again."""
        return max(self.until - LATE, self.begin, now - KEPT).replace(second=0, microsecond=0)

    def with_(self, found: Mapping[datetime, Decimal], *, until: datetime) -> tuple[Decimal, dict[str, str]]:
        """Return what is more than was counted, and the detail that remembers it; no minute goes back."""
        new = dict(self.counted)
        for minute, amount in found.items():
            new[minute] = max(usd(amount), new.get(minute, Decimal(0)))
        more = sum(new.values(), Decimal(0)) - sum(self.counted.values(), Decimal(0))
        kept = {
            _named(minute): str(amount) for minute, amount in sorted(new.items()) if minute >= until - LATE
        }
        return more, {UNTIL: until.isoformat(), COUNTED: json.dumps(kept, separators=(",", ":"))}


def _named(minute: datetime) -> str:
    return str(int(minute.timestamp()) // 60)


def _moment(name: str) -> datetime:
    return datetime.fromtimestamp(int(name) * 60, tz=UTC)
