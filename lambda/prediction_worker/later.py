"""When a job is tried again: soon at first, then each minute, and not after its deadline."""

from collections.abc import Callable

FIRST_SECONDS, MOST_SECONDS = 2.0, 60.0
"""A component on a warm instance is there in seconds, one on a new instance in minutes."""
LONGEST_DOUBLINGS = 10


class LaterError(Exception):
    """Nobody could answer now; `seconds` is when to try again, None where that depends on the attempts."""

    def __init__(self, reason: str, *, seconds: int | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


def pause(*, received: int, left: float, uniform: Callable[[float, float], float]) -> int:
    """Return whole seconds until the next attempt: doubled with each, half of it by chance.

    `left` are the seconds until the job's deadline: the attempt after it is the one that tells the client.
    """
    bound = min(MOST_SECONDS, FIRST_SECONDS * 2 ** min(received - 1, LONGEST_DOUBLINGS))
    return max(1, min(round(uniform(bound / 2, bound)), int(left) + 1))
