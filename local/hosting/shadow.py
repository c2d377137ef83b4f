"""A shadow variant's traffic: copies of production's requests that nobody waits for."""

import contextvars
import logging
import queue
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from local.hosting.invocation import Invocation

CAPACITY = 100
"""Copies that may wait; production goes on without those above."""
WORKERS = 4
CLOSE_SECONDS = 5.0
_POLL_SECONDS = 0.1
logger = logging.getLogger("lab2api")


def sampled_share(*, shadow: float, production: float) -> float:
    """Return the share of requests that the shadow gets, of 1: its weight against that of production.

    https://docs.aws.amazon.com/sagemaker/latest/dg/shadow-tests.html
    """
    return min(1.0, shadow / production) if production > 0 else 0.0


@dataclass(frozen=True, kw_only=True)
class Mirrored:
    """A copy of a request, and whether the pair of answers is captured."""

    invocation: Invocation
    captured: bool


class Mirror:
    """Hands copies to `deliver` on threads of its own. Those without a place in the queue are dropped."""

    def __init__(
        self,
        *,
        share: float,
        deliver: Callable[[Mirrored], None],
        dropped: Callable[[int], None],
        capacity: int = CAPACITY,
        workers: int = WORKERS,
    ) -> None:
        self._share = share
        self._deliver = deliver
        self._on_drop = dropped
        self._waiting: queue.Queue[Mirrored] = queue.Queue(maxsize=capacity)
        self._closing = threading.Event()
        self.dropped = 0
        for _ in range(workers):
            context = contextvars.copy_context()
            threading.Thread(target=context.run, args=(self._deliver_forever,), daemon=True).start()

    def offer(
        self, invocation: Invocation, *, captured: bool, pick: Callable[[], float] = random.random
    ) -> None:
        """Take a copy of the request if it is in the sample; returns at once in every case."""
        if pick() >= self._share:
            return
        try:
            self._waiting.put_nowait(Mirrored(invocation=invocation, captured=captured))
        except queue.Full:
            self._drop(1)

    def close(self, *, seconds: float = CLOSE_SECONDS) -> None:
        """Let the waiting copies be answered for `seconds`, then drop the rest."""
        deadline = time.monotonic() + seconds
        while self._waiting.unfinished_tasks and time.monotonic() < deadline:
            time.sleep(_POLL_SECONDS)
        self._closing.set()
        if left := self._waiting.qsize():
            self._drop(left)

    def _deliver_forever(self) -> None:
        while not self._closing.is_set():
            try:
                mirrored = self._waiting.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue
            try:
                self._deliver(mirrored)
            except Exception:  # a worker that ends would silently shrink the shadow's traffic
                logger.exception("a mirrored request failed")
            finally:
                self._waiting.task_done()

    def _drop(self, copies: int) -> None:
        self.dropped += copies
        self._on_drop(copies)
