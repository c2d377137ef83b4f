"""What is to be stopped: what the frozen run, what runs out of hours, endpoints that nobody asks.

Knows no AWS client.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from class_ledger.lease import Lease
from class_ledger.meter import Meter
from spend_guard import traffic
from spend_guard.judging import OPEN
from spend_guard.settings import Settings
from spend_guard.things import Thing

GUARDED = (*OPEN, "frozen")
"""Whose things the guard stops; of who has ended nothing is there."""
HELD = ("frozen", "wiping")
"""Nothing of theirs may run: a teardown may have to wait, for days, with what could not be exported."""


def stops(
    owned: Iterable[tuple[str, Thing]],
    leases: Mapping[str, Lease],
    meters: Mapping[tuple[str, str], Meter],
    *,
    settings: Settings,
    now: datetime,
) -> Iterator[Thing]:
    """Yield what the frozen run, then the rest, each the dearest first; `meters` are by slug and thing."""
    closed = settings.hours is not None and settings.hours.closes(now) is None
    frozen, others = list[tuple[Decimal, Thing]](), list[tuple[Decimal, Thing]]()
    for slug, thing in owned:
        meter, lease = meters.get((slug, thing.id)), leases[slug]
        rate = meter.usd_per_hour if meter else Decimal(0)
        if lease.state in HELD:
            frozen.append((rate, thing))
        elif lease.state in GUARDED and (
            closed or now >= lease.ends or _idle(thing, meter, settings=settings, now=now)
        ):
            others.append((rate, thing))
    for group in (frozen, others):
        yield from (thing for _, thing in sorted(group, key=lambda pair: -pair[0]))


def _idle(thing: Thing, meter: Meter | None, *, settings: Settings, now: datetime) -> bool:
    since = traffic.idle_since(meter) if meter and thing.running else None
    return since is not None and now - since >= timedelta(minutes=settings.idle_endpoint_minutes)
