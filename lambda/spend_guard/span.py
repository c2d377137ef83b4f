"""From when on things count: an older class may have had the same name and slugs, and left jobs behind.

AWS lists a job for ever, and a transform job cannot even be deleted.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from spend_guard.things import Thing

OVERLAP = timedelta(minutes=10)
"""How far the guard looks back behind its last whole run: a change may be listed late."""


def counted_from(thing: Thing, begin: datetime | None) -> Thing | None:
    """Leave out what was over by then, and count what still runs from then on.

    What has ended, and is not told when, was over when it was last seen to change, or else made.
    """
    if begin is None or thing.created >= begin:
        return thing
    if not thing.running and (thing.ended or thing.modified or thing.created) <= begin:
        return None
    return replace(thing, created=begin)


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

    def has(self, thing: Thing) -> bool:
        """Tell whether some of a thing is the class's."""
        return counted_from(thing, self.begin) is not None
