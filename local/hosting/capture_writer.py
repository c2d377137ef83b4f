"""Captured lines on their way to S3: gathered for a second, then one object a variant and hour."""

import contextvars
import logging
import queue
import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from local.hosting.clock import Clock
from local.jobs import objects
from local.jobs.errors import ClientError

GATHER_SECONDS = 1.0
CLOSE_SECONDS = 3.0
_MOST_LINES = 500
_CAPACITY = 10_000
_POLL_SECONDS = 0.05
logger = logging.getLogger("lab2api")


class Put(Protocol):
    """Store one object; raises `ClientError`."""

    def __call__(self, body: bytes, *, uri: str, key_id: str | None) -> None:
        """Store `body` under `uri`, encrypted if there is a key."""


@dataclass(frozen=True, kw_only=True)
class _Line:
    path: str
    text: str


class CaptureWriter:
    """Objects are `{folder}/{variant}/yyyy/mm/dd/hh/{minute}-{second}-{millisecond}-{id}.jsonl`."""

    def __init__(
        self, *, folder: str, key_id: str | None, put: Put = objects.put, clock: Clock | None = None
    ) -> None:
        self._folder = folder
        self._key_id = key_id
        self._put = put
        self._clock = clock or Clock()
        self._lines: queue.Queue[_Line] = queue.Queue(maxsize=_CAPACITY)
        self._accepting = threading.Lock()
        self._closing = threading.Event()
        self.lost = 0
        context = contextvars.copy_context()
        self._thread = threading.Thread(target=context.run, args=(self._write_forever,), daemon=True)
        self._thread.start()

    def add(self, *, variant: str, time: datetime, line: str) -> None:
        """Accept one line; one that finds the queue full or the writer closed is counted as lost."""
        path = f"{variant}/{time.astimezone(UTC):%Y/%m/%d/%H}"
        with self._accepting:  # so that nothing is accepted after the writer's last look
            accepted = not self._closing.is_set() and not self._lines.full()
            if accepted:
                self._lines.put_nowait(_Line(path=path, text=line))
        if not accepted:
            self._lose(1, "the writer is behind or closed")

    def close(self, *, seconds: float = CLOSE_SECONDS) -> None:
        """Write what was accepted, and end."""
        with self._accepting:
            self._closing.set()
        self._thread.join(seconds)
        if self._thread.is_alive():
            logger.warning("data capture %s: not all is written after %.0f s", self._folder, seconds)

    def _write_forever(self) -> None:
        while not (self._closing.is_set() and self._lines.empty()):
            self._write(self._gather())

    def _gather(self) -> list[_Line]:
        lines: list[_Line] = []
        deadline = self._clock.now() + GATHER_SECONDS
        while len(lines) < _MOST_LINES and self._clock.now() < deadline:
            try:
                lines.append(self._lines.get(timeout=_POLL_SECONDS))
            except queue.Empty:
                if self._closing.is_set():
                    break
        return lines

    def _write(self, lines: list[_Line]) -> None:
        by_path: defaultdict[str, list[str]] = defaultdict(list)
        for line in lines:
            by_path[line.path].append(line.text)
        for path, texts in by_path.items():
            uri = f"{self._folder}/{path}/{_name()}"
            try:
                self._put(("\n".join(texts) + "\n").encode(), uri=uri, key_id=self._key_id)
            except ClientError as error:
                self._lose(len(texts), str(error))

    def _lose(self, lines: int, why: str) -> None:
        self.lost += lines
        logger.warning(
            "data capture %s: %d lines are lost (%d so far): %s", self._folder, lines, self.lost, why
        )


def _name(now: Callable[[], float] = time.time) -> str:
    moment = datetime.fromtimestamp(now(), UTC)
    return f"{moment:%M-%S}-{moment.microsecond // 1000:03d}-{uuid.uuid4()}.jsonl"
