"""What is due to a student: nothing, a warning, the freeze. Knows no AWS client."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from class_ledger.lease import Lease
from class_ledger.meter import Meter

CENT = Decimal("0.01")
MOST_NAMED = 3


State = Literal["warned", "frozen"]


@dataclass(frozen=True)
class News:
    """What people hear of a verdict."""

    sandbox: str
    state: State
    reason: str


@dataclass(frozen=True)
class Verdict:
    """The state that a lease goes into, and why, for people."""

    lease: Lease
    state: State
    reason: str

    @property
    def news(self) -> News:
        """Say it without the lease."""
        return News(self.lease.sandbox, self.state, self.reason)


def verdict(lease: Lease, *, spent: Decimal, meters: Iterable[Meter]) -> Verdict | None:
    """Freeze at the whole budget, warn once before; who is frozen, wiped or ended is nobody's any more."""
    if lease.state not in ("active", "warned"):
        return None
    if spent >= lease.budget_usd:
        return Verdict(lease, "frozen", _reason(lease, spent, meters))
    if lease.state == "active" and spent / lease.budget_usd >= lease.warn_at:
        return Verdict(lease, "warned", _reason(lease, spent, meters))
    return None


def _reason(lease: Lease, spent: Decimal, meters: Iterable[Meter]) -> str:
    dearest = sorted(meters, key=lambda meter: (-meter.usd, meter.thing))[:MOST_NAMED]
    named = ", ".join(f"{_name(meter)} USD {dollars(meter.usd)}" for meter in dearest)
    most = f"; the most of what is metered now: {named}" if named else ""
    return f"spent USD {dollars(spent)} of {dollars(lease.budget_usd)}{most}"


def _name(meter: Meter) -> str:
    """Leave away the second that a thing was made in."""
    return meter.thing if meter.kind == "ai" else meter.thing.rpartition("/")[0]


def dollars(amount: Decimal) -> str:
    """Write an amount in dollars and cents."""
    return f"{amount.quantize(CENT):,}"
