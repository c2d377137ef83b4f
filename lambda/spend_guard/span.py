"""From when a run counts: a class of an earlier term may have left jobs behind, which AWS lists for ever."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

OVERLAP = timedelta(minutes=10)
"""How far the guard looks back behind its last whole run: a change may be listed late."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """`begin` is the class's: nothing before it is counted. `since` is what no run may have seen yet.

    None where nothing is known: all there ever was.
    """

    begin: datetime | None = None
    since: datetime | None = None

    @classmethod
    def of(cls, *, begins: datetime | None, complete: datetime | None, now: datetime) -> Self:
        """Return the span of a run, `complete` being the last whole one. What runs early counts from now."""
        looked = (complete or now) - OVERLAP
        begin = min(begins, looked) if begins else None
        return cls(begin=begin, since=looked if complete else begin)

    def floor(self, moment: datetime) -> datetime:
        """Return a moment, but none before the class."""
        return max(moment, self.begin) if self.begin else moment
