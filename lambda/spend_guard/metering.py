"""From what runs to what it has cost: a step of every meter. Money is counted in full, credits or not."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from class_ledger.change import Change
from class_ledger.meter import Meter, usd
from spend_guard.asking import Asking
from spend_guard.detail import MACHINES, detail_of, machines_of, unchanged
from spend_guard.ending import Ending
from spend_guard.rates import Rate, rate_of
from spend_guard.settings import Prices
from spend_guard.span import Span
from spend_guard.things import JOBS, KINDS, Machines, Thing

Owned = tuple[str, Thing]


class Metering:
    """One run's steps; `span` is from when it counts."""

    def __init__(self, *, class_name: str, prices: Prices, asking: Asking, now: datetime, span: Span) -> None:
        self._class, self._prices, self._asking = class_name, prices, asking
        self._now, self._span = now, span
        self._ending = Ending(prices=prices, asking=asking, now=now)

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
                yield self._ending.of(running[key], thing)
            elif key not in known and self._may_be_new(thing):
                yield self._was_short(key[0], thing)
        for key, meter in running.items():
            if key not in things and meter.kind in KINDS and meter.kind not in unseen:
                yield self._ending.vanished(meter)

    def _may_be_new(self, thing: Thing) -> bool:
        """Tell whether an ended thing may be the class's and unseen; apps are listed for a day after."""
        if thing.kind in JOBS:
            return self._span.has(thing)
        since = self._span.since
        return thing.kind == "app" and since is not None and thing.created > self._span.floor(since)

    def _goes_on(self, slug: str, thing: Thing, meter: Meter | None) -> Change:
        machines, certain = self._machines(thing, meter)
        rate = rate_of(thing, machines, self._prices)
        at_first = meter is None or (machines is not None and MACHINES not in meter.detail)
        since = self._span.floor(thing.created) if meter is None else meter.since if at_first else meter.seen
        before = Decimal(0) if meter is None or at_first else meter.usd
        detail = detail_of(thing, machines, certain=certain, before=meter.detail if meter else {})
        after = self._meter(slug, thing, amount=before + rate.between(since, self._now), rate=rate)
        begun = meter.since if meter else after.since
        return Change(meter, after.model_copy(update={"detail": detail, "since": begun}))

    def _machines(self, thing: Thing, meter: Meter | None) -> tuple[tuple[Machines, ...] | None, bool]:
        """Return what it runs on: as listed, as remembered, or as asked where it may have changed.

        And whether that is certain: what is listed costs money, whatever a description says of it.
        """
        if thing.machines is not None:
            return thing.machines, True
        remembered = machines_of(meter) if meter else None
        if remembered is not None and (thing.kind in JOBS or (meter and unchanged(thing, meter))):
            return remembered, True
        told = self._asking.of(thing.kind, thing.name)
        if told is None or told.runs is None:
            return remembered, False
        return told.machines, True

    def _was_short(self, slug: str, thing: Thing) -> Change:
        """Count what began and ended between two runs."""
        if thing.kind == "app":
            rate, begun = rate_of(thing, thing.machines, self._prices), self._span.floor(thing.created)
            meter = self._meter(slug, thing, amount=rate.between(begun, self._now), rate=rate)
            return Change(None, meter, closes=True)
        meter = self._meter(slug, thing, amount=Decimal(0), rate=rate_of(thing, None, self._prices))
        told = self._asking.of(thing.kind, thing.name)
        exact = self._ending.exact(meter, told) if told else Change(None, meter)
        return Change(None, exact.after, closes=exact.closes)

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


def _without_parts(owned: list[Owned]) -> Iterator[Owned]:
    """Leave out what an Autopilot job made, which is metered as a whole: its name begins with that job's."""
    whole = tuple(thing.name for _, thing in owned if thing.kind == "automl")
    for slug, thing in owned:
        if not (whole and thing.kind in JOBS and thing.name.startswith(whole)):
            yield slug, thing
