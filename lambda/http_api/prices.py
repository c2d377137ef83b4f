"""The dated price catalog: what a unit of each operation costs, as an estimate."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

CATALOG = Path(__file__).with_name("ai_prices.toml")


@dataclass(frozen=True)
class PriceList:
    """USD a unit by `service:Operation`; `basis` says of which region and day the prices are."""

    basis: str
    usd: Mapping[str, Decimal]

    def estimate(self, units: Mapping[str, int]) -> Decimal:
        """Add up; an operation without a price raises, as its use would go uncounted."""
        return sum((self.usd[operation] * count for operation, count in units.items()), Decimal(0))


def read_prices(path: Path = CATALOG) -> PriceList:
    """Read the catalog that is shipped with the function."""
    document: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    basis = f"{document.pop('region')} {document.pop('read').isoformat()}"
    return PriceList(basis=basis, usd={name: Decimal(entry["usd"]) for name, entry in document.items()})
