"""The environment of the function, and what it is called with."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Json

from class_ledger.hours import ClassHours

PREFIX = "LAB2API_"


def _read_json(value: Any) -> Any:
    """Read a variable that holds several values."""
    return json.loads(value, parse_float=Decimal) if isinstance(value, str) else value


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Prices(_Part):
    """USD. `hourly` is of the types that the class may use; a type that is not among them costs `dearest`.

    `tokens_in` and `tokens_out` are of one token, `disk` of a GB and month, `serverless` of a GB and second.
    """

    hourly: dict[str, Decimal]
    dearest: Decimal
    canvas: Decimal
    automl: Decimal
    disk: Decimal
    serverless: Decimal
    request: Decimal
    tokens_in: Decimal = Decimal(0)
    tokens_out: Decimal = Decimal(0)


class Settings(_Part):
    """A field `topic` is the variable `LAB2API_TOPIC`. `plan` is the class's usage plan.

    Nothing from before `begins` is counted: an earlier class may have had the same names. `default_type`
    and `default_gigabytes` are the domain's, of apps and disks that do not say. Without `hours` the class
    works at all times until it ends.
    """

    environment: str
    class_name: str
    table: str
    domain: str
    default_type: str
    default_gigabytes: Annotated[int, Field(ge=1)]
    freeze_policy: str
    topic: str
    prices: Annotated[Prices, BeforeValidator(_read_json)]
    plan: str | None = None
    begins: datetime | None = None
    bedrock: bool = False
    hours: Json[ClassHours] | None = None
    idle_endpoint_minutes: Annotated[int, Field(ge=15)] = 60

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read the `LAB2API_*` variables; an unknown or malformed one raises with its name."""
        ours = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
        return cls.model_validate({name.removeprefix(PREFIX).lower(): value for name, value in ours.items()})


class Command(_Part):
    """What `lab2api class freeze|unfreeze` asks for; `budget_usd` is who is unfrozen's new budget."""

    action: Literal["freeze", "unfreeze"]
    student: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]{1,15}$")]
    reason: Annotated[str, Field(max_length=200)] = ""
    budget_usd: Annotated[Decimal, Field(gt=0, le=10_000)] | None = None
