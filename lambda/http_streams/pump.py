"""Reads a source in a thread of its own, so that the one who writes can send a heartbeat meanwhile."""

import queue
import threading
from collections.abc import Generator, Iterator
from enum import Enum

from .events import Event, Source

MOST_WAITING = 64
"""A client that reads slowly holds the service back after this many events, instead of filling memory."""
_CHECK_SECONDS = 0.5


class Signal(Enum):
    """What `next` returns where it has no event: nothing came in time, or nothing comes any more."""

    IDLE = "idle"
    END = "end"


class Pump:
    """One thread a stream; `stop` makes it end the call at the next thing that the service sends."""

    def __init__(self, source: Source) -> None:
        self._queue: queue.Queue[Event | Exception | Signal] = queue.Queue(MOST_WAITING)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(source.events(),), daemon=True)
        self._thread.start()

    def next(self, *, seconds: float) -> Event | Signal:
        """Return the next event, END after the last, IDLE after `seconds`; raises what the source raised."""
        try:
            item = self._queue.get(timeout=seconds)
        except queue.Empty:
            return Signal.IDLE
        if isinstance(item, Exception):
            raise item
        return item

    def stop(self) -> None:
        """Take no more from the source."""
        self._stopped.set()

    def _run(self, events: Iterator[Event]) -> None:
        try:
            for event in events:
                if not self._put(event):
                    break
            self._put(Signal.END)
        except Exception as error:  # noqa: BLE001 - handed to the one who writes, who answers it
            self._put(error)
        finally:
            if isinstance(events, Generator):
                events.close()

    def _put(self, item: Event | Exception | Signal) -> bool:
        while not self._stopped.is_set():
            try:
                self._queue.put(item, timeout=_CHECK_SECONDS)
            except queue.Full:
                continue
            return True
        return False
