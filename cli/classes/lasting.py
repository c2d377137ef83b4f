"""How long a budget lasts on each machine that a class may use."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from config.prices import hourly
from config.roster import Roster
from config.roster_uses import types_for, uses_of


@dataclass(frozen=True, kw_only=True)
class Lasting:
    """One type for one use: `hours` of it are the class's budget of a student."""

    type: str
    use: str
    usd_per_hour: float | None
    hours: float | None
    price_region: str | None
    """Another than the class's, where the catalog has no nearer price."""

    def as_json(self) -> dict[str, Any]:
        """Return it for machines."""
        return asdict(self)


def lasting(roster: Roster, *, region: str) -> list[Lasting]:
    """List types by use, the dearest first; a rule of the roster refuses types without a price."""
    found = [
        _of(name, roster, use=use, region=region)
        for use in uses_of(roster)
        for name in types_for(roster, use=use, region=region)
    ]
    return sorted(found, key=lambda one: -(one.usd_per_hour or 0))


def _of(name: str, roster: Roster, *, use: str, region: str) -> Lasting:
    price = hourly(name, region=region, use=use)
    if price is None:
        return Lasting(type=name, use=use, usd_per_hour=None, hours=None, price_region=None)
    hours = round(roster.budget_usd / price.usd, 2)
    return Lasting(type=name, use=use, usd_per_hour=price.usd, hours=hours, price_region=price.region)
