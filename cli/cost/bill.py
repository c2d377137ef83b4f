"""All rows of an environment, their totals, and what was not counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cli.cost import containers, hosting, jobs, network, people, requests, storage, watching
from cli.cost.free import BESIDE, BY_CALL, BY_ITSELF
from cli.cost.quantity import COLUMNS
from cli.cost.row import Row
from cli.declared.resource import Resource
from config.usage import HOURS_PER_MONTH

FAMILIES = (hosting, jobs, people, containers, network, watching, requests, storage)
PRICED = frozenset(type_ for family in FAMILIES for type_ in family.TYPES)


@dataclass(frozen=True, kw_only=True)
class Total:
    """The sum of what is known; with `unknown` rows beside it is the least that it can be."""

    usd: float
    unknown: int


@dataclass(frozen=True, kw_only=True)
class Bill:
    """Of one environment in one region."""

    environment: str
    region: str
    rows: tuple[Row, ...]
    not_counted: tuple[str, ...]

    def total(self, column: str) -> Total:
        """Add up a column."""
        costs = [row.usd(column) for row in self.rows]
        known = [usd for usd in costs if usd is not None]
        return Total(usd=sum(known), unknown=len(costs) - len(known))

    def of_family(self, family: str, column: str) -> float:
        """Add up what is known of one family."""
        return sum(row.usd(column) or 0 for row in self.rows if row.family == family)

    def as_json(self) -> dict[str, Any]:
        """Return it for machines."""
        totals = {column: self.total(column) for column in COLUMNS}
        return {
            "environment": self.environment,
            "region": self.region,
            "total": {name: {"usd": total.usd, "unknown": total.unknown} for name, total in totals.items()},
            "usd_per_hour_idle": totals["idle"].usd / HOURS_PER_MONTH,
            "rows": [row.as_json() for row in self.rows],
            "not_counted": self.not_counted,
        }


def bill(resources: Sequence[Resource], *, environment: str, region: str) -> Bill:
    """Price everything that the templates declare."""
    rows = tuple(row for family in FAMILIES for row in family.rows(resources, region=region))
    return Bill(environment=environment, region=region, rows=rows, not_counted=(*_left(resources), *BESIDE))


def _left(resources: Sequence[Resource]) -> list[str]:
    """Name the types that no row stands for, with the reason where there is one."""
    types = Counter(one.type for one in resources if one.type not in PRICED | BY_ITSELF)
    return [
        f"{count} {type_}: {BY_CALL.get(type_, 'not known here, look up what it costs')}"
        for type_, count in sorted(types.items())
    ]
