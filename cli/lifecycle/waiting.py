"""Bounded waits: each says what it waits for, and ends with words that help when it never comes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
POLL_SECONDS = 0.3


class StepFailedError(Exception):
    """A step of the demonstration did not happen; the message says which, `hint` where to look."""

    def __init__(self, message: str, *, hint: str = "See: ./lab2api local logs") -> None:
        super().__init__(message)
        self.hint = hint


def wait_for(
    probe: Callable[[], Found | None],
    *,
    what: str,
    limit_seconds: float,
    tick: Callable[[float], None] = lambda elapsed: None,
    poll_seconds: float = POLL_SECONDS,
) -> Found:
    """Ask `probe` until it finds something, telling `tick` the elapsed seconds before each pause.

    Raises `StepFailedError` when nothing was found within `limit_seconds`.
    """
    started = time.monotonic()
    while (found := probe()) is None:
        elapsed = time.monotonic() - started
        if elapsed > limit_seconds:
            raise StepFailedError(f"{what}: nothing within {limit_seconds:.0f} s")
        tick(elapsed)
        time.sleep(poll_seconds)
    return found
