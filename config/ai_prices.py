"""What a unit of an AI operation costs: reader of ai_prices.toml, of which the functions have a copy."""

import tomllib
from functools import cache
from typing import Any

from config.catalog import CATALOGS


@cache
def _prices() -> dict[str, Any]:
    return tomllib.loads((CATALOGS / "ai_prices.toml").read_text(encoding="utf-8"))


def ai_price(operation: str) -> float:
    """Return USD for one unit of `service:Operation`; KeyError where the catalog has none."""
    return float(_prices()[operation]["usd"])
