"""What one thing of a student has cost so far: an app, an endpoint, a job, a disk, a service by the unit."""

from datetime import datetime
from decimal import ROUND_UP, Decimal

from pydantic import BaseModel, ConfigDict, Field

OPEN, CLOSED = "meter#", "closed#"
BILLIONTH = Decimal("0.000000001")


def usd(amount: Decimal) -> Decimal:
    """Return an amount in billionths of a dollar, never less: DynamoDB takes 38 digits and no more."""
    return amount.quantize(BILLIONTH, rounding=ROUND_UP)


def item_key(class_name: str, prefix: str, slug: str, thing: str) -> dict[str, str]:
    """Return the key of a meter's item; `prefix` is OPEN or CLOSED."""
    return {"Class": class_name, "Item": f"{prefix}{slug}#{thing}"}


class Meter(BaseModel):
    """An item of the ledger's table: below OPEN while it runs, below CLOSED for good.

    `thing` names what is metered, with the second it was made where a name can be used again:
    `app/demo-an-lab/JupyterLab/default/1764140400`. `usd` covers the time up to `seen`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    class_name: str
    slug: str
    thing: str
    kind: str
    usd: Decimal = Decimal(0)
    usd_per_hour: Decimal = Decimal(0)
    since: datetime
    seen: datetime
    note: str = ""
    """What to know about the amount, such as that a price was assumed."""
    detail: dict[str, str] = Field(default_factory=dict)
    """What the guard was told of the thing, so that it need not ask each minute."""

    @property
    def key(self) -> tuple[str, str]:
        """Whose, and what."""
        return self.slug, self.thing
