"""One student's lease: a budget, an end, what is spent, and what the guard last did about it."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

State = Literal["active", "warned", "frozen", "wiping", "ended"]
"""`frozen` may go back to `active`; `wiping` and `ended` are the teardown's, and nothing comes after."""


class Lease(BaseModel):
    """An item of the ledger's table, below `lease#<slug>`. Money is USD, as decimals: sums must not drift."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    class_name: str
    slug: str
    sandbox: str
    """The name of the profile and the role, and the beginning of every other name of the student's."""
    group: str = ""
    budget_usd: Annotated[Decimal, Field(gt=0)]
    warn_at: Annotated[Decimal, Field(gt=0, lt=1)]
    ends: datetime
    """The first moment after the class, in UTC."""
    api_key_id: str
    granted: datetime | None = None
    """When it was first granted: what ran before, under the same name, was an older class's."""
    state: State = "active"
    reason: str = ""
    """Why it is in this state, for people."""
    since: datetime | None = None
    """When it went into this state; None in the first."""
    spent_usd: Decimal = Decimal(0)

    @property
    def share(self) -> Decimal:
        """The part of the budget that is spent; above 1 it is overdrawn."""
        return self.spent_usd / self.budget_usd
