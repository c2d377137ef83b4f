"""What a loop through the API may spend beyond the budget before the guard has seen it: the worst case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from config import Environment
from config.ai_prices import ai_price
from config.roster import Roster

UNSEEN_SECONDS = 30
"""From a request to the end of its key: its log line arrives, the guard runs. Assumed, not measured."""


@dataclass(frozen=True, kw_only=True)
class Overshoot:
    """`usd` is of one student: so many of the request as the key's rate lets through, unseen."""

    request: str
    usd_each: float
    requests: float
    usd: float

    def as_json(self) -> dict[str, Any]:
        """Return it for machines."""
        return asdict(self)


def overshoots(roster: Roster, *, settings: Environment) -> list[Overshoot]:
    """Return the dear requests, the dearest first; the quota of a day bounds their number too."""
    count = min(roster.requests_per_second * UNSEEN_SECONDS, float(roster.requests_per_day))
    found = [
        Overshoot(request=name, usd_each=usd, requests=count, usd=round(usd * count, 2))
        for name, usd in _requests(settings)
    ]
    return sorted(found, key=lambda one: -one.usd)


def _requests(settings: Environment) -> Iterator[tuple[str, float]]:
    """Yield what one request costs at the most, by the environment's own limits."""
    characters, pages = settings.ai.max_text_bytes, settings.documents.max_pages
    yield f"a translation of {characters:,} characters", characters * ai_price("translate:TranslateText")
    page = sum(ai_price(f"textract:StartDocumentAnalysis.{feature}") for feature in ("TABLES", "FORMS"))
    yield f"a document of {pages:,} pages, tables and forms", pages * page
