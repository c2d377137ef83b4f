"""How much an environment is assumed to be used: reader of config/catalogs/usage.toml."""

import tomllib
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from config.catalog import CATALOGS

HOURS_PER_MONTH = 730
DAYS_PER_MONTH = 365 / 12
USES = ("idle", "low", "moderate", "high")

Amount = Annotated[float, Field(ge=0)]


class Usage(BaseModel):
    """What each number counts is said in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    requests_per_day: Amount
    function_seconds: Amount
    serverless_seconds: Amount
    scaled: Annotated[float, Field(ge=0, le=1)]
    awake_hours: Annotated[float, Field(ge=0, le=HOURS_PER_MONTH)]
    studio_hours: Annotated[float, Field(ge=0, le=HOURS_PER_MONTH)]
    canvas_hours: Annotated[float, Field(ge=0, le=HOURS_PER_MONTH)]
    runs: Amount
    job_minutes: Amount
    transitions: Amount
    batch_vcpu_hours: Amount
    build_minutes: Amount
    stored_gb: Amount
    image_gb: Amount
    logs_gb: Amount
    table_gb: Amount
    network_gb: Amount
    balancer_units: Amount
    queue_polls: Amount
    queue_requests: Amount

    @property
    def requests(self) -> float:
        """Of a month."""
        return self.requests_per_day * DAYS_PER_MONTH

    @property
    def job_hours(self) -> float:
        """Of one job's instance in a month."""
        return self.runs * self.job_minutes / 60


@cache
def _catalog() -> dict[str, Any]:
    return tomllib.loads((CATALOGS / "usage.toml").read_text(encoding="utf-8"))


@cache
def usage(use: str) -> Usage:
    """Return the assumptions of `idle`, `low`, `moderate` or `high` use."""
    return Usage.model_validate(_catalog()[use])


@cache
def weekend_hours() -> float:
    """Return the hours of a weekend that nobody looks."""
    return float(_catalog()["weekend_hours"])
