"""Reader of config/catalogs/prices.toml: dated list prices of hosting and requests."""

import tomllib
from datetime import date
from functools import cache

from pydantic import BaseModel, ConfigDict

from config.catalog import CATALOGS


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class UnitPrices(_Part):
    """USD for one of each."""

    serverless_gb_second: float
    api_request: float
    function_request: float
    function_gb_second: float
    canvas_session_hour: float


class AutopilotPrices(_Part):
    """USD of an hour of what Autopilot is assumed to run on, for each kind of problem."""

    tabular_type: str
    tabular_usd: float
    text_type: str
    text_usd: float


class Prices(_Part):
    """Prices of one region on one day; `hourly` by instance type."""

    read: date
    region: str
    hourly: dict[str, float]
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
