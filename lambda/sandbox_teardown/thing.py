"""Something that a student left behind, and a kind of such things: how they are found and removed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

GOING = ("deleting", "stopping")
ENDED = ("cancelled", "completed", "failed", "stopped")


@dataclass(frozen=True, kw_only=True)
class Thing:
    """`name` is for people; `status` is AWS's word, empty for what has none."""

    name: str
    status: str = ""
    call: Mapping[str, Any] = field(default_factory=dict)
    """The members of the request that removes it."""

    @property
    def going(self) -> bool:
        """Whether it is on its way."""
        return self.status.lower() in GOING

    @property
    def ended(self) -> bool:
        """Whether it runs no more, by itself or because it was stopped."""
        return self.status.lower() in ENDED


class RefusedError(Exception):
    """AWS refused; `passing` says that it may not later: something is in use, or too fast."""

    def __init__(self, reason: str, *, passing: bool) -> None:
        super().__init__(reason)
        self.reason, self.passing = reason, passing


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind: `left` finds what is there, without what is gone already; `remove` may raise RefusedError."""

    label: str
    left: Callable[[], Iterable[Thing]]
    remove: Callable[[Thing], None]
