"""The requests that something answers now, so that it ends after the last of them."""

import threading


class InFlight:
    """A count that may be waited for until it is zero."""

    def __init__(self) -> None:
        self._count = 0
        self._changed = threading.Condition()

    def enter(self) -> None:
        """One request more."""
        with self._changed:
            self._count += 1

    def leave(self) -> None:
        """One request is answered."""
        with self._changed:
            self._count -= 1
            self._changed.notify_all()

    def drain(self, *, seconds: float) -> bool:
        """Wait until every request is answered; False if that takes longer than `seconds`."""
        with self._changed:
            return self._changed.wait_for(lambda: self._count == 0, seconds)
