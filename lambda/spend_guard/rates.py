"""What things cost: a machine by the hour, a disk by the month. What has no price costs the dearest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from spend_guard.settings import Prices
from spend_guard.things import UNTOLD, Machines, Thing

HOURS_PER_MONTH = 730
SECONDS_PER_HOUR = 3600
FREE = "system"
"""The type of apps that run on nothing of their own."""


@dataclass(frozen=True)
class Rate:
    """USD an hour; `note` says what was assumed."""

    usd: Decimal
    note: str = ""

    def between(self, since: datetime, until: datetime) -> Decimal:
        """Return what the time costs, nothing where it ends before it begins."""
        seconds = Decimal(str(max(0.0, (until - since).total_seconds())))
        return self.usd * seconds / SECONDS_PER_HOUR


def rate_of(thing: Thing, machines: Sequence[Machines] | None, prices: Prices) -> Rate:
    """Return what an hour costs; `machines` None are not known yet and cost as the dearest allowed type."""
    if thing.kind == "space":
        return Rate(prices.disk * thing.gigabytes / HOURS_PER_MONTH)
    if machines is None:
        return Rate(max(prices.hourly.values()), "not looked at yet: the dearest allowed type is assumed")
    rates = [_machine(one, prices) for one in machines]
    notes = dict.fromkeys(rate.note for rate in rates if rate.note)
    return Rate(sum((rate.usd for rate in rates), Decimal(0)), "; ".join(notes))


def _machine(machines: Machines, prices: Prices) -> Rate:
    if machines.memory_mb:
        # What is provisioned is paid like use that never ends: AWS's own, lower price is not in the catalog.
        gigabytes = Decimal(machines.memory_mb) / 1024 * machines.provisioned
        return Rate(gigabytes * prices.serverless * SECONDS_PER_HOUR)
    if machines.type == FREE:
        return Rate(Decimal(0))
    volumes = prices.disk * machines.gigabytes / HOURS_PER_MONTH
    named = {"canvas": prices.canvas, "automl": prices.automl, UNTOLD: max(prices.hourly.values())}
    hourly = named.get(machines.type) or prices.hourly.get(machines.type)
    if hourly is None:
        note = f"{machines.type or 'a type that is not told'} has no price here: the dearest known is assumed"
        return Rate((prices.dearest + volumes) * machines.count, note)
    note = "its configuration is gone: the dearest allowed type is assumed" if machines.type == UNTOLD else ""
    return Rate((hourly + volumes) * machines.count, note)
