"""Old metrics are forgotten once a minute, not at every request: each pass copies every point there is."""

from collections.abc import Callable

from ministack.services import cloudwatch as emulated

from local.clock import Clock, now

SECONDS = 60.0


def install() -> None:
    """Hold the emulator's own pass to its time."""
    emulated._evict_old_metrics = held(emulated._evict_old_metrics)  # noqa: SLF001


def held(evict: Callable[[], None], *, clock: Clock = now) -> Callable[[], None]:
    """Return `evict` as a function that works at most once in `SECONDS`."""
    last = [clock()]

    def evict_in_time() -> None:
        if clock() - last[0] >= SECONDS:
            last[0] = clock()
            evict()

    return evict_in_time
