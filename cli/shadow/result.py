"""All that one comparison found."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from cli.shadow.captured import Pairs
from cli.shadow.comparison import Agreement
from cli.shadow.endpoint import Shadowed
from cli.shadow.measured import Measured
from cli.shadow.verdict import Verdict

WORDS = {"promote": "Promote the shadow", "keep": "Keep production", "wait": "Too little to judge by"}


class Comparison(BaseModel):
    """What the report is made of, over one range of time in UTC."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    shadowed: Shadowed
    start: datetime
    end: datetime
    pairs: Pairs
    agreement: Agreement
    production: Measured
    shadow: Measured
    verdict: Verdict

    def as_json(self) -> dict[str, object]:
        """Return what machines read: without the single rows."""
        kept = self.model_dump(mode="json", exclude={"pairs": True, "agreement": {"differences"}})
        counts = {name: getattr(self.pairs, name) for name in ("requests", "alone", "unreadable")}
        return kept | {"requests": counts}
