"""The demonstration's steps as they happen: what is waited for now, and what was seen with its evidence."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from cli.lifecycle.waiting import Found, StepFailedError, wait_for


@dataclass(kw_only=True)
class Step:
    """One row: `name` is for machines, `what` for people, `evidence` what an AWS API answered."""

    name: str
    what: str
    happened: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    state: str = "waiting"
    """waiting, seen or failed"""

    def as_json(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "name": self.name,
            "what": self.what,
            "happened": self.happened,
            "evidence": self.evidence,
            "seconds": round(self.seconds, 1),
            "state": self.state,
        }


@dataclass(kw_only=True)
class Waiting:
    """What is waited for, how long it usually takes and how long it has taken, in seconds."""

    what: str
    expected_seconds: float
    elapsed_seconds: float = 0.0


class Story:
    """Collects the steps; `changed` is called whenever there is something new to show."""

    def __init__(self, *, changed: Callable[[], None] = lambda: None) -> None:
        self.steps: list[Step] = []
        self.waiting: Waiting | None = None
        self._changed = changed

    def watched_by(self, changed: Callable[[], None]) -> None:
        """Tell `changed` of everything new from now on."""
        self._changed = changed

    @contextmanager
    def step(self, name: str, what: str) -> Iterator[Step]:
        """Time a step; the body notes in it what happened. A failure is noted too, and goes on upwards."""
        step = Step(name=name, what=what)
        self.steps.append(step)
        self._changed()
        started = time.perf_counter()
        try:
            yield step
        except BaseException as error:
            step.state = "failed"
            step.happened = _why(error)
            raise
        else:
            step.state = "seen"
        finally:
            step.seconds = time.perf_counter() - started
            self.waiting = None
            self._changed()

    def wait(
        self,
        probe: Callable[[], Found | None],
        *,
        what: str,
        limit_seconds: float,
        expected_seconds: float,
    ) -> Found:
        """Wait as `waiting.wait_for` does, and show how far the wait has come."""
        waiting = self.waiting = Waiting(what=what, expected_seconds=expected_seconds)

        def tick(elapsed: float) -> None:
            waiting.elapsed_seconds = elapsed
            self._changed()

        try:
            return wait_for(probe, what=what, limit_seconds=limit_seconds, tick=tick)
        finally:
            self.waiting = None


def _why(error: BaseException) -> str:
    if isinstance(error, StepFailedError):
        return str(error)
    return "interrupted" if isinstance(error, KeyboardInterrupt) else f"{type(error).__name__}: {error}"
