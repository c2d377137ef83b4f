"""What a class spends, from its ledger: a row a student, and what the money went for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from class_ledger import heartbeat
from class_ledger.heartbeat import Heartbeat
from class_ledger.lease import Lease
from class_ledger.leases import Leases
from class_ledger.meters import Meters
from config.roster import Roster


@dataclass(frozen=True)
class Spending:
    """One student: the lease, what is paid an hour right now, and the sums by kind of thing."""

    lease: Lease
    usd_per_hour: Decimal
    by_kind: dict[str, Decimal]

    def as_json(self) -> dict[str, Any]:
        """Write it for machines; money is text, as decimals are."""
        return {
            "student": self.lease.slug,
            "group": self.lease.group,
            "state": self.lease.state,
            "reason": self.lease.reason,
            "budget_usd": str(self.lease.budget_usd),
            "spent_usd": str(self.lease.spent_usd),
            "usd_per_hour": str(self.usd_per_hour),
            "by_kind": {kind: str(usd) for kind, usd in sorted(self.by_kind.items())},
        }


@dataclass(frozen=True)
class ClassSpending:
    """All of a class, who is nearest to the end of the budget first; `heartbeat` says how old it is."""

    roster: Roster
    students: tuple[Spending, ...]
    heartbeat: Heartbeat | None

    @property
    def spent(self) -> Decimal:
        """USD in all."""
        return sum((one.lease.spent_usd for one in self.students), Decimal(0))

    @property
    def age_seconds(self) -> float | None:
        """How long ago the guard last ran through; None where it never did."""
        return (datetime.now(UTC) - self.heartbeat.at).total_seconds() if self.heartbeat else None

    def as_json(self) -> dict[str, Any]:
        """Write it for machines."""
        return {
            "class": self.roster.name,
            "spent_usd": str(self.spent),
            "guard": self.heartbeat.model_dump(mode="json") if self.heartbeat else None,
            "students": [one.as_json() for one in self.students],
        }


def read(table: Any, roster: Roster) -> ClassSpending:
    """Read the ledger: leases, meters and the heartbeat."""
    hourly: dict[str, Decimal] = defaultdict(Decimal)
    kinds: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    meters = Meters(table=table)
    running = {meter.key for meter in meters.open(roster.name).values()}
    for meter in meters.all(roster.name):
        kinds[meter.slug][meter.kind] += meter.usd
        hourly[meter.slug] += meter.usd_per_hour if meter.key in running else Decimal(0)
    students = [
        Spending(lease, hourly[lease.slug], dict(kinds[lease.slug]))
        for lease in Leases(table=table).all(roster.name)
    ]
    students.sort(key=lambda one: (-one.lease.share, one.lease.slug))
    return ClassSpending(roster, tuple(students), heartbeat.read(table, roster.name))
