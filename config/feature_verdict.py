"""What the guard of feature groups says of a changed schema: each change, and what they amount to."""

from collections.abc import Iterator
from typing import Literal

from config.types import Section

Outcome = Literal["new", "unchanged", "additive", "refused"]


class Change(Section):
    """One difference: where it is, what it does, and for what is refused the way around it."""

    path: str
    what: str
    plan: str | None = None


class Verdict(Section):
    """What the differences amount to; `refused` if any one of them is."""

    group: str
    outcome: Outcome
    changes: tuple[Change, ...] = ()

    def lines(self) -> Iterator[str]:
        """Say each change, and the plan of those that cannot be made."""
        for change in self.changes:
            yield f"{change.path}: {change.what}"
            if change.plan:
                yield f"  instead: {change.plan}"
