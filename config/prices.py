"""Dated list prices: an hour of a machine (hourly_prices.json), requests and the like (prices.toml)."""

import json
import tomllib
from collections.abc import Sequence
from datetime import date
from functools import cache

from pydantic import BaseModel, ConfigDict

from config.catalog import CATALOGS, nearest


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Price(_Part):
    """USD for an hour of one machine on demand, without free tiers, discounts and tax."""

    usd: float
    region: str
    """Of the price, which may be another than the one asked for: say it wherever the price is shown."""
    source: str
    date: date

    def stated(self, region: str, *, hour: str = "") -> str:
        """Write `USD 1.127`, with its region where that is not the one asked for; `hour` goes before that."""
        of = "" if self.region == region else f" in {self.region}"
        return f"USD {self.usd:g}{hour}{of}"


class PriceTable(_Part):
    """Prices of one source, region and day, by what they are for."""

    region: str
    date: date
    source: str
    usd: dict[str, float]


class _Table(PriceTable):
    """Prices of machines, for `uses` alike."""

    uses: tuple[str, ...]


def newest_price(name: str, tables: Sequence[PriceTable]) -> Price:
    """Return the price of `name` in the newest of the tables, each of which has one."""
    newest = max(tables, key=lambda table: table.date)
    return Price(usd=newest.usd[name], region=newest.region, source=newest.source, date=newest.date)


@cache
def _tables() -> tuple[_Table, ...]:
    raw = json.loads((CATALOGS / "hourly_prices.json").read_text(encoding="utf-8"))
    return tuple(_Table.model_validate(table) for table in raw["tables"])


@cache
def hourly(name: str, *, region: str, use: str) -> Price | None:
    """Return the newest price in `region`, else in the nearest region that has one; None is unknown, never 0.

    `ml.g6.xlarge` is a price of SageMaker, `g6.xlarge` of EC2 (use "ec2"): without SageMaker's surcharge.
    """
    known = [table for table in _tables() if use in table.uses and name in table.usd]
    for place in (region, *nearest(region)):
        if here := [table for table in known if table.region == place]:
            return newest_price(name, here)
    return None


@cache
def dearest(*, uses: tuple[str, ...]) -> float:
    """Return the highest price of any SageMaker machine for any of `uses`, in any region."""
    tables = (table for table in _tables() if set(uses) & set(table.uses))
    return max(usd for table in tables for name, usd in table.usd.items() if name.startswith("ml."))


class UnitPrices(_Part):
    """USD for one of each."""

    serverless_gb_second: float
    api_request: float
    function_request: float
    function_gb_second: float
    canvas_session_hour: float


class AutopilotPrices(_Part):
    """What Autopilot is assumed to run on, for each kind of problem."""

    tabular_type: str
    text_type: str


class Prices(_Part):
    """Prices of one region on one day that are not by the hour of a machine."""

    read: date
    region: str
    unit: UnitPrices
    autopilot: AutopilotPrices

    def basis(self, region: str) -> str:
        """Say what an estimate for `region` rests on; a template names no region but its own."""
        other = "" if region == self.region else f" of another region than {region}"
        return f"list prices{other}, read {self.read}"


@cache
def prices() -> Prices:
    """Read the catalog."""
    return Prices.model_validate(tomllib.loads((CATALOGS / "prices.toml").read_text(encoding="utf-8")))
