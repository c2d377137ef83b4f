"""From what runs to what it has cost: a step of every meter. Money is counted in full, credits or not."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import cast, get_args

from class_ledger.meter import Meter, usd
from class_ledger.meters import Change
from spend_guard.asking import Asking, Told
from spend_guard.late import LATE, Reading
from spend_guard.rates import Rate, rate_of
from spend_guard.settings import Prices
from spend_guard.span import Span
from spend_guard.things import Kind, Machines, Thing

MACHINES, MODIFIED, GONE = "machines", "modified", "gone"
JOBS: tuple[Kind, ...] = ("training", "processing", "transform")
"""Whose exact hours are told at their end."""
KINDS = frozenset(get_args(Kind))

Owned = tuple[str, Thing]


class Metering:
    """One run's steps; `span` is from when it counts."""

    def __init__(self, *, class_name: str, prices: Prices, asking: Asking, now: datetime, span: Span) -> None:
        self._class, self._prices, self._asking = class_name, prices, asking
        self._now, self._span = now, span

    def steps(
        self,
        owned: Iterable[Owned],
        *,
        running: Mapping[tuple[str, str], Meter],
        closed: Callable[[Collection[tuple[str, str]]], set[tuple[str, str]]],
        unseen: Collection[str] = (),
    ) -> Iterator[Change]:
        """Yield what changes; `unseen` are kinds whose list failed, of which nothing may be thought ended."""
        things = {(slug, thing.id): thing for slug, thing in _without_parts(list(owned))}
        ended = [key for key, thing in things.items() if not thing.running and key not in running]
        known = closed([key for key in ended if self._may_be_new(things[key])])
        for key, thing in things.items():
            if thing.running:
                yield self._goes_on(key[0], thing, running.get(key))
            elif key in running:
                yield self._ends(running[key], thing)
            elif key not in known and self._may_be_new(thing):
                yield from self._was_short(key[0], thing)
        for key, meter in running.items():
            if key not in things and meter.kind in KINDS and meter.kind not in unseen:
                yield self._vanished(meter)

    def _may_be_new(self, thing: Thing) -> bool:
        """Tell whether an ended thing may be the class's and unseen; apps are listed for a day after."""
        if thing.kind in JOBS:
            ended, begin = thing.ended or thing.modified, self._span.begin
            return begin is None or ended is None or ended > begin
        since = self._span.since
        return thing.kind == "app" and since is not None and thing.created > self._span.floor(since)

    def _goes_on(self, slug: str, thing: Thing, meter: Meter | None) -> Change:
        machines, certain = self._machines(thing, meter)
        rate = rate_of(thing, machines, self._prices)
        at_first = meter is None or (machines is not None and MACHINES not in meter.detail)
        since = self._span.floor(thing.created) if meter is None else meter.since if at_first else meter.seen
        before = Decimal(0) if meter is None or at_first else meter.usd
        detail = (
            {key: value for key, value in meter.detail.items() if key not in (GONE, MODIFIED)}
            if meter
            else {}
        )
        if machines is not None:
            detail |= {MACHINES: _packed(machines)}
        if thing.modified and certain and not thing.changing:
            detail |= {MODIFIED: _stamp(thing.modified)}
        after = self._meter(slug, thing, amount=before + _cost(rate, since, self._now), rate=rate)
        begun = meter.since if meter else after.since
        return Change(meter, after.model_copy(update={"detail": detail, "since": begun}))

    def _machines(self, thing: Thing, meter: Meter | None) -> tuple[tuple[Machines, ...] | None, bool]:
        """Return what it runs on: as listed, as remembered, or as asked where it may have changed.

        And whether that is certain: what is listed costs money, whatever a description says of it.
        """
        if thing.machines is not None:
            return thing.machines, True
        remembered = machines_of(meter) if meter else None
        fresh = thing.kind in JOBS or (
            meter is not None
            and not thing.changing
            and thing.modified is not None
            and meter.detail.get(MODIFIED) == _stamp(thing.modified)
        )
        if remembered is not None and fresh:
            return remembered, True
        told = self._asking.of(thing.kind, thing.name)
        if told is None or told.runs is None:
            return remembered, False
        return told.machines, True

    def _ends(self, meter: Meter, thing: Thing) -> Change:
        if thing.kind not in JOBS:
            return self._fades(meter, until=thing.ended or self._now)
        told = self._asking.of(thing.kind, thing.name)
        return self._exact(meter, told) if told else Change(meter, meter)

    def _was_short(self, slug: str, thing: Thing) -> Iterator[Change]:
        """Count what began and ended between two runs."""
        if thing.kind == "app":
            rate, begun = rate_of(thing, thing.machines, self._prices), self._span.floor(thing.created)
            yield Change(
                None,
                self._meter(slug, thing, amount=_cost(rate, begun, self._now), rate=rate),
                closes=True,
            )
            return
        rate = rate_of(thing, None, self._prices)
        meter = self._meter(slug, thing, amount=Decimal(0), rate=rate)
        told = self._asking.of(thing.kind, thing.name)
        exact = self._exact(meter, told) if told else Change(None, meter)
        yield Change(None, exact.after, closes=exact.closes)

    def _vanished(self, meter: Meter) -> Change:
        """Close what is in no list any more; a job is asked first."""
        kind = cast("Kind", meter.kind)
        if kind not in JOBS:
            return self._fades(meter, until=self._now)
        told = self._asking.of(kind, meter.thing.split("/")[1])
        if told is None or told.runs:
            return Change(meter, self._later(meter, until=self._now))
        return self._exact(meter, told)

    def _exact(self, meter: Meter, told: Told) -> Change:
        """Replace what was thought by what is billed: from when the machines were taken to their end."""
        if told.runs is None:
            return self._closes(meter, until=self._now)
        begun = max(told.started or told.ended or meter.since, meter.since)
        thing = Thing(kind=cast("Kind", meter.kind), name="", created=meter.since, running=False)
        rate = rate_of(thing, told.machines, self._prices)
        after = meter.model_copy(
            update={
                "usd": usd(_cost(rate, begun, told.ended or self._now)),
                "usd_per_hour": usd(rate.usd),
                "note": rate.note,
                "seen": told.ended or self._now,
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
        more = _cost(Rate(meter.usd_per_hour), meter.seen, until)
        return meter.model_copy(update={"usd": usd(meter.usd + more), "seen": until})

    def _meter(self, slug: str, thing: Thing, *, amount: Decimal, rate: Rate) -> Meter:
        return Meter(
            class_name=self._class,
            slug=slug,
            thing=thing.id,
            kind=thing.kind,
            usd=usd(amount),
            usd_per_hour=usd(rate.usd),
            since=self._span.floor(thing.created),
            seen=self._now,
            note=rate.note,
        )


def machines_of(meter: Meter) -> tuple[Machines, ...] | None:
    """Return what a meter remembers of the thing's machines, None where nobody was asked yet."""
    if MACHINES not in meter.detail:
        return None
    return tuple(Machines(**one) for one in json.loads(meter.detail[MACHINES]))


def paid_by_use(meter: Meter) -> bool:
    """Tell whether a meter is of an endpoint that is serverless in part."""
    return any(one.memory_mb for one in machines_of(meter) or ())


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _packed(machines: tuple[Machines, ...]) -> str:
    return json.dumps([asdict(one) for one in machines], separators=(",", ":"))


def _cost(rate: Rate, since: datetime, until: datetime) -> Decimal:
    seconds = Decimal(str(max(0.0, (until - since).total_seconds())))
    return rate.usd * seconds / 3600


def _without_parts(owned: list[Owned]) -> Iterator[Owned]:
    """Leave out what an Autopilot job made, which is metered as a whole: its name begins with that job's."""
    whole = tuple(thing.name for _, thing in owned if thing.kind == "automl")
    for slug, thing in owned:
        if not (whole and thing.kind in JOBS and thing.name.startswith(whole)):
            yield slug, thing
