"""What endpoints are asked: serverless ones are paid by it, and instances that nobody asks are deleted."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from class_ledger.change import Change
from class_ledger.meter import Meter, usd
from spend_guard.detail import GONE, machines_of, paid_by_use
from spend_guard.late import MINUTE, UNTIL, Reading, next_minute
from spend_guard.metrics import Minutes, Query, by_minute
from spend_guard.settings import Prices
from spend_guard.things import Machines

USED = "used"
NAMESPACE = "AWS/SageMaker"
EVERY = timedelta(minutes=5)
"""How often an endpoint on instances is looked at; one that is paid by use, each minute."""
MICROSECONDS = Decimal(1_000_000)


def with_traffic(
    changes: Sequence[Change], *, cloudwatch: Any, prices: Prices, now: datetime
) -> Iterator[Change]:
    """Yield the changes, those of endpoints that are due with what was asked of them since the last look."""
    until = next_minute(now)
    due = {change.after.key: change for change in changes if _due(change, until=until)}
    queries = [query for change in due.values() for query in _queries(change.after, now=now)]
    counted = by_minute(cloudwatch, queries, until=until) if queries else {}
    for change in changes:
        if change.after.key in due:
            after = _counted(change.after, counted, prices=prices, until=until)
            yield Change(change.before, after, closes=change.closes)
        else:
            yield change


def idle_since(meter: Meter) -> datetime | None:
    """Return since when nobody has asked an endpoint that costs by the hour; None where that is not known."""
    if meter.kind != "endpoint" or UNTIL not in meter.detail or not meter.usd_per_hour:
        return None
    return datetime.fromisoformat(meter.detail.get(USED, meter.since.isoformat()))


def _due(change: Change, *, until: datetime) -> bool:
    meter = change.after
    if meter.kind != "endpoint" or change.closes or machines_of(meter) is None:
        return False
    return until - Reading.of(meter).until >= (MINUTE if paid_by_use(meter) else EVERY)


def _variants(meter: Meter) -> dict[str, Machines]:
    """Return one of each name, the largest: while an endpoint changes, a name is there twice."""
    ordered = sorted(machines_of(meter) or (), key=lambda one: one.memory_mb)
    return {one.variant: one for one in ordered}


def _queries(meter: Meter, *, now: datetime) -> Iterator[Query]:
    name = meter.thing.split("/")[1]
    since = Reading.of(meter).since(now=now)
    for variant, one in _variants(meter).items():
        dimensions = {"EndpointName": name, "VariantName": variant}
        for metric in ("Invocations", *(("ModelLatency",) if one.memory_mb else ())):
            yield Query((meter.slug, meter.thing, variant, metric), NAMESPACE, metric, dimensions, since)


def _counted(
    meter: Meter, counted: Mapping[tuple[str, ...], Minutes], *, prices: Prices, until: datetime
) -> Meter:
    gone = datetime.fromisoformat(meter.detail[GONE]) if GONE in meter.detail else until
    cost: dict[datetime, Decimal] = defaultdict(Decimal)
    used = [datetime.fromisoformat(meter.detail[USED])] if USED in meter.detail else []
    for variant, one in _variants(meter).items():
        asked = counted[meter.slug, meter.thing, variant, "Invocations"]
        used += [minute + MINUTE for minute, count in asked.items() if count]
        if one.memory_mb:
            worked = counted[meter.slug, meter.thing, variant, "ModelLatency"]
            for minute, microseconds in worked.items():
                if minute <= gone:
                    cost[minute] += _computed(one, microseconds, prices)
    more, detail = Reading.of(meter).with_(cost, until=until)
    detail = {**meter.detail, **detail} | ({USED: max(used).isoformat()} if used else {})
    return meter.model_copy(update={"usd": usd(meter.usd + more), "detail": detail})


def _computed(one: Machines, microseconds: float, prices: Prices) -> Decimal:
    """Return what a serverless variant costs for the time that its model worked."""
    return Decimal(str(microseconds)) / MICROSECONDS * one.memory_mb / 1024 * prices.serverless
