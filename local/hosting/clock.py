"""The time that a deployment waits by; a test gives one of its own."""

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Clock:
    """`now` gives seconds that only grow; `sleep` waits that long."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
