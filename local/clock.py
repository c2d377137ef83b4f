"""The time that metrics, scaling and queues go by. A test that simulates hours puts its own `now` here."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], float]
now: Clock = time.time
"""Seconds since the epoch. Call it as `clock.now()`, so that a test's own clock is seen."""


def today() -> datetime:
    """Return the same moment as a date and time in UTC."""
    return datetime.fromtimestamp(now(), UTC)
