"""Wait for what another process does, for as long as a machine with too much to do may need for it."""

import time
from collections.abc import Callable
from typing import TypeVar

LIMIT_SECONDS = 90.0
"""No promise: those are checked by what has happened. This only ends a test whose event never comes."""
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.05, 0.5
Found = TypeVar("Found")


def until(look: Callable[[], Found | None], what: object = "it", *, seconds: float = LIMIT_SECONDS) -> Found:
    """Look again and again until there is something to see, and return it."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"{what} does not happen"
        time.sleep(PAUSE_SECONDS)
    return found


def pause(waited: float) -> None:
    """Rest between two looks; who has waited long looks more seldom, as looks take their time too."""
    time.sleep(min(LONGEST_PAUSE_SECONDS, PAUSE_SECONDS + waited / 10))
