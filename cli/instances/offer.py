"""One type that a region sells for a use: what it has, what it costs, where else it is sold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from config.catalog import instance_types, regions_selling
from config.hardware import Hardware, facts
from config.prices import Price, hourly
from config.quotas import Quota, quota


@dataclass(frozen=True, kw_only=True)
class Offer:
    """`price` is None where the catalog has none; it may be of another region, which it names."""

    name: str
    use: str
    region: str
    hardware: Hardware
    price: Price | None

    @property
    def quota(self) -> Quota:
        """The quota that an instance counts against; its name says so where none is known."""
        return quota(self.name, use=self.use)

    @property
    def kind(self) -> str:
        """`gpu`, `neuron`, or empty where the type has no accelerators."""
        return self.hardware.accelerator.kind if self.hardware.accelerator else ""

    @property
    def order(self) -> tuple[float, str]:
        """The cheapest first, those without a price last."""
        return (self.price.usd if self.price else float("inf"), self.name)

    def as_json(self) -> dict[str, Any]:
        """Return it for machines; an unknown price is null."""
        return {
            "name": self.name,
            "use": self.use,
            "region": self.region,
            **self.hardware.model_dump(mode="json", exclude={"name"}),
            "usd_per_hour": self.price and self.price.model_dump(mode="json"),
            "quota": self.quota.model_dump(mode="json"),
            "regions": regions_selling(self.name, use=self.use),
        }


def offers(*, use: str, region: str, kinds: frozenset[str]) -> list[Offer]:
    """Return what `region` sells for `use`, the cheapest first; no `kinds` of accelerators are all types."""
    types = {name: facts(name) for name in instance_types(use=use, region=region)}
    found = [
        Offer(
            name=name, use=use, region=region, hardware=hardware, price=hourly(name, region=region, use=use)
        )
        for name, hardware in types.items()
    ]
    return sorted((one for one in found if not kinds or one.kind in kinds), key=lambda one: one.order)
