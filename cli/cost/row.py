"""One line of a bill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cli.cost.quantity import COLUMNS, Quantity
from config.hardware import UnknownTypeError
from config.prices import Price, hourly
from config.service_prices import service_price
from config.usage import HOURS_PER_MONTH


@dataclass(frozen=True, kw_only=True)
class Row:
    """`price` is of one `unit`, None where it is unknown."""

    family: str
    resource: str
    what: str
    unit: str
    price: Price | None
    quantity: Quantity
    note: str = ""

    def usd(self, column: str) -> float | None:
        """Return the cost; None where something is used whose price is unknown."""
        amount = self.quantity.of[column]
        if amount == 0:
            return 0.0
        return None if self.price is None else amount * self.price.usd

    @property
    def usd_per_hour(self) -> float | None:
        """What it costs by the hour while nobody asks."""
        idle = self.usd("idle")
        return None if idle is None else idle / HOURS_PER_MONTH

    def as_json(self) -> dict[str, Any]:
        """Return it for machines; an unknown cost is null."""
        return {
            "family": self.family,
            "resource": self.resource,
            "what": self.what,
            "unit": self.unit,
            "price": self.price and self.price.model_dump(mode="json"),
            "quantity": self.quantity.of,
            "usd": {column: self.usd(column) for column in COLUMNS},
            "usd_per_hour_idle": self.usd_per_hour,
            "note": self.note,
        }


def many(count: int, noun: str, *, plural: str = "") -> str:
    """Write `1 key` or `2 keys`."""
    return f"{count:,} {noun if count == 1 else plural or f'{noun}s'}"


def of_service(
    name: str, *, family: str, resource: str, what: str, quantity: Quantity, note: str = ""
) -> Row:
    """Price by a name of the catalog of services, which is the unit."""
    price = service_price(name)
    return Row(
        family=family, resource=resource, what=what, unit=name, price=price, quantity=quantity, note=note
    )


def of_machine(
    name: str | None,
    *,
    use: str,
    region: str,
    family: str,
    resource: str,
    what: str,
    quantity: Quantity,
    note: str = "",
) -> Row:
    """Price an hour of a machine; one that the catalog does not know, or that a run chooses, is unknown."""
    return Row(
        family=family,
        resource=resource,
        what=what,
        unit=f"hour of {name or 'a machine that the run chooses'}",
        price=_hourly(name, use=use, region=region),
        quantity=quantity,
        note=note,
    )


def _hourly(name: str | None, *, use: str, region: str) -> Price | None:
    try:
        return hourly(name, region=region, use=use) if name else None
    except UnknownTypeError:
        return None
