"""One step of a meter: what it was, and what it is from now on."""

from dataclasses import dataclass
from decimal import Decimal

from class_ledger.meter import Meter


@dataclass(frozen=True)
class Change:
    """One meter's step: `before` is None for a new one, `closes` where nothing comes after."""

    before: Meter | None
    after: Meter
    closes: bool = False

    @property
    def delta(self) -> Decimal:
        """What it adds to the student's sum; below 0 where a bill turned out smaller than was thought."""
        return self.after.usd - (self.before.usd if self.before else Decimal(0))

    @property
    def items(self) -> int:
        """How many items it writes."""
        return 2 if self.closes and self.before else 1

    @property
    def news(self) -> bool:
        """Whether it says more than that the thing was seen once more."""
        if self.before is None or self.closes:
            return True
        before, after = self.before, self.after
        return (before.usd, before.usd_per_hour, before.note, before.detail) != (
            after.usd,
            after.usd_per_hour,
            after.note,
            after.detail,
        )
