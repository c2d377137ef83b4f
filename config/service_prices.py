"""What AWS's services cost, beside machines by the hour: reader of service_prices.toml and of prices.toml."""

import tomllib
from functools import cache

from config.catalog import CATALOGS
from config.prices import Price, PriceTable, newest_price, prices

BY_REQUEST = {
    "serverless-gb-second": "serverless_gb_second",
    "api-request": "api_request",
    "function-request": "function_request",
    "function-gb-second": "function_gb_second",
    "canvas-hour": "canvas_session_hour",
}
"""Names here, and the keys of prices.toml, which the dashboards read too."""


@cache
def _tables() -> tuple[PriceTable, ...]:
    raw = tomllib.loads((CATALOGS / "service_prices.toml").read_text(encoding="utf-8"))
    return tuple(PriceTable.model_validate(table) for table in raw["table"])


@cache
def service_price(name: str) -> Price | None:
    """Return the newest price of one unit, whatever its region; None is unknown, never 0."""
    if name in BY_REQUEST:
        catalog = prices()
        usd = getattr(catalog.unit, BY_REQUEST[name])
        source = "config/catalogs/prices.toml, which names AWS's pages"
        return Price(usd=float(usd), region=catalog.region, source=source, date=catalog.read)
    known = [table for table in _tables() if name in table.usd]
    return newest_price(name, known) if known else None


def known() -> tuple[str, ...]:
    """List the names that have a price."""
    return tuple(sorted({*BY_REQUEST, *(name for table in _tables() for name in table.usd)}))
