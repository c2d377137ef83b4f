"""What a meter remembers of its thing from run to run: machines, when it was changed, when it was gone."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime

from class_ledger.meter import Meter
from spend_guard.things import Machines, Thing

MACHINES, MODIFIED, GONE = "machines", "modified", "gone"


def machines_of(meter: Meter) -> tuple[Machines, ...] | None:
    """Return what a meter remembers of the thing's machines, None where nobody was asked yet."""
    if MACHINES not in meter.detail:
        return None
    return tuple(Machines(**one) for one in json.loads(meter.detail[MACHINES]))


def paid_by_use(meter: Meter) -> bool:
    """Tell whether a meter is of an endpoint that is serverless in part."""
    return any(one.memory_mb for one in machines_of(meter) or ())


def unchanged(thing: Thing, meter: Meter) -> bool:
    """Tell whether a thing is as it was when its machines were asked."""
    return (
        not thing.changing
        and thing.modified is not None
        and meter.detail.get(MODIFIED) == _stamp(thing.modified)
    )


def detail_of(
    thing: Thing, machines: tuple[Machines, ...] | None, *, certain: bool, before: Mapping[str, str]
) -> dict[str, str]:
    """Return what to remember of a thing that runs; what is not certain is asked again."""
    detail = {key: value for key, value in before.items() if key not in (GONE, MODIFIED)}
    if machines is not None:
        detail |= {MACHINES: json.dumps([asdict(one) for one in machines], separators=(",", ":"))}
    if thing.modified and certain and not thing.changing:
        detail |= {MODIFIED: _stamp(thing.modified)}
    return detail


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
