"""Equal processes of one container: their number changes, requests go to the least busy, the rest drain."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from local.hosting.model_server import INVOCATION_SECONDS, ModelServer
from local.sagemaker.errors import ServiceError

Start = Callable[[], ModelServer]
"""Starts one process and returns it when it answers; `ServiceError` if it does not come up."""


class NoCapacityError(Exception):
    """There is no copy, or each answers as many requests as it may."""


class Copy:
    """One process and the number of requests that it answers now."""

    def __init__(self, server: ModelServer, *, start: Start) -> None:
        self.server = server
        self.start = start
        self.busy = 0


class Copies:
    """Starts empty. `scale` and `replace` wait for each other: what is asked for twice starts once.

    A copy that leaves may go on answering for `drain_seconds`.
    """

    def __init__(self, *, start: Start, drain_seconds: float = INVOCATION_SECONDS) -> None:
        self._start = start
        self._drain_seconds = drain_seconds
        self._changing = threading.Lock()
        self._change = threading.Condition()
        self._copies: list[Copy] = []
        self._peak = 0

    def __len__(self) -> int:
        """Return the number of copies that take requests."""
        with self._change:
            return len(self._copies)

    @property
    def pids(self) -> list[int | None]:
        """Return the process ids, the oldest copy first."""
        with self._change:
            return [copy.server.pid for copy in self._copies]

    @contextmanager
    def chosen(self, *, most: int | None = None) -> Iterator[ModelServer]:
        """Lend the least busy copy; `NoCapacityError` if there is none with fewer than `most` requests."""
        with self._change:
            free = [copy for copy in self._copies if most is None or copy.busy < most]
            if not free:
                raise NoCapacityError
            copy = min(free, key=lambda candidate: candidate.busy)
            copy.busy += 1
            self._peak = max(self._peak, self._busy())
        try:
            yield copy.server
        finally:
            with self._change:
                copy.busy -= 1
                self._change.notify_all()

    def scale(self, count: int) -> None:
        """Start or drain copies until there are `count`; `ServiceError` if one does not come up."""
        with self._changing:
            while len(self) < count:
                self._add(self._start)
            with self._change:
                leaving, self._copies = self._copies[count:], self._copies[:count]
        # Beside the lock: a copy that drains for long must not keep another from starting.
        for copy in leaving:
            self._retire(copy)

    def replace(self, start: Start, *, batch: int, after: Callable[[], None]) -> None:
        """Exchange every copy that another `start` made, `batch` at a time, new before old.

        `after` runs behind each batch. What it or a start raises leaves as many copies, each old or new.
        """
        with self._changing:
            with self._change:
                old = [copy for copy in self._copies if copy.start is not start]
            self._start = start
            for number in range(0, len(old), batch):
                self._exchange(old[number : number + batch], start)
                after()

    def take_peak(self) -> int:
        """Return the most requests that were answered at once since the last call."""
        with self._change:
            peak, self._peak = max(self._peak, self._busy()), self._busy()
            return peak

    def ensure_running(self) -> None:
        """Start again whatever has died."""
        with self._change:
            copies = list(self._copies)
        for copy in copies:
            copy.server.ensure_running()

    def stop(self) -> None:
        """Drain and end every copy."""
        self.scale(0)

    def kill(self) -> None:
        """End every copy at once, without draining: the emulator itself is ending."""
        with self._change:
            copies, self._copies = self._copies, []
        for copy in copies:
            copy.server.stop()

    def _exchange(self, leaving: list[Copy], start: Start) -> None:
        coming: list[Copy] = []
        try:
            for _ in leaving:
                coming.append(self._add(start))  # noqa: PERF401  what came up must be known when one does not
        except ServiceError:
            for copy in coming:
                self._retire(copy)
            raise
        for copy in leaving:
            self._retire(copy)

    def _add(self, start: Start) -> Copy:
        copy = Copy(start(), start=start)
        with self._change:
            self._copies.append(copy)
            self._change.notify_all()
        return copy

    def _retire(self, copy: Copy) -> None:
        deadline = time.monotonic() + self._drain_seconds
        with self._change:
            if copy in self._copies:
                self._copies.remove(copy)
            while copy.busy and (left := deadline - time.monotonic()) > 0:
                self._change.wait(left)
        copy.server.stop()

    def _busy(self) -> int:
        return sum(copy.busy for copy in self._copies)


def started(server: ModelServer, *, seconds: float) -> ModelServer:
    """Start a server and return it; one that does not come up leaves neither process nor folder."""
    try:
        server.start(seconds=seconds)
    except ServiceError:
        server.stop()
        raise
    return server
