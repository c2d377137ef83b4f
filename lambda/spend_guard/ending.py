"""The last steps of a meter: a job costs what is billed, the rest what was counted until it was gone."""

from datetime import datetime
from decimal import Decimal
from typing import cast

from class_ledger.change import Change
from class_ledger.meter import Meter, usd
from spend_guard.asking import Asking, Told
from spend_guard.detail import GONE, paid_by_use
from spend_guard.late import LATE, Reading
from spend_guard.rates import Rate, rate_of
from spend_guard.settings import Prices
from spend_guard.things import JOBS, Kind, Thing


class Ending:
    """One run's: each answer closes a meter, or says what it is until it can be closed."""

    def __init__(self, *, prices: Prices, asking: Asking, now: datetime) -> None:
        self._prices, self._asking, self._now = prices, asking, now

    def of(self, meter: Meter, thing: Thing) -> Change:
        """Return the step of what a list has, and which runs no more."""
        if thing.kind not in JOBS:
            return self._fades(meter, until=thing.ended or self._now)
        told = self._asking.of(thing.kind, thing.name)
        return self.exact(meter, told) if told else Change(meter, meter)

    def vanished(self, meter: Meter) -> Change:
        """Close what is in no list any more; a job is asked first."""
        kind = cast("Kind", meter.kind)
        if kind not in JOBS:
            return self._fades(meter, until=self._now)
        told = self._asking.of(kind, meter.thing.split("/")[1])
        if told is None or told.runs:
            return Change(meter, self._later(meter, until=self._now))
        return self.exact(meter, told)

    def exact(self, meter: Meter, told: Told) -> Change:
        """Replace what was thought by what is billed: from when the machines were taken to their end."""
        if told.runs is None:
            return self._closes(meter, until=self._now)
        begun, ended = max(told.started or told.ended or meter.since, meter.since), told.ended or self._now
        thing = Thing(kind=cast("Kind", meter.kind), name="", created=meter.since, running=False)
        rate = rate_of(thing, told.machines, self._prices)
        after = meter.model_copy(
            update={
                "usd": usd(rate.between(begun, ended)),
                "usd_per_hour": usd(rate.usd),
                "note": rate.note,
                "seen": ended,
            }
        )
        return Change(meter, after, closes=True)

    def _fades(self, meter: Meter, *, until: datetime) -> Change:
        """Close what is gone; what is paid by use stays a while, as its last numbers are yet to come."""
        if not paid_by_use(meter):
            return self._closes(meter, until=until)
        if GONE in meter.detail:
            read = Reading.of(meter).until >= datetime.fromisoformat(meter.detail[GONE]) + LATE
            return Change(meter, meter, closes=read)
        after = self._later(meter, until=until)
        gone = {"usd_per_hour": Decimal(0), "detail": {**meter.detail, GONE: self._now.isoformat()}}
        return Change(meter, after.model_copy(update=gone))

    def _closes(self, meter: Meter, *, until: datetime) -> Change:
        return Change(meter, self._later(meter, until=until), closes=True)

    def _later(self, meter: Meter, *, until: datetime) -> Meter:
        until = max(until, meter.seen)
        more = Rate(meter.usd_per_hour).between(meter.seen, until)
        return meter.model_copy(update={"usd": usd(meter.usd + more), "seen": until})
