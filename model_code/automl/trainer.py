"""The child process that trains candidates: one that takes too long is ended, and another one starts."""

import multiprocessing
import signal
import sys
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from automl.request import AutoMLRequest
from automl.search import Proposal
from automl.tables import TableProblem
from automl.texts import TextProblem

READY = "ready"
# A copy of this process has the libraries imported already: seconds of work a start, the first and each later
# one. It may be one, as nothing is computed here: no thread of OpenMP's has started. macOS's own libraries
# must not be copied.
_CONTEXT: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


class CandidateError(Exception):
    """A candidate that has no score; the text says why."""


class OverdueError(CandidateError):
    """The candidate was still training when its time was over."""


def problem_of(base: Path, request: AutoMLRequest) -> TableProblem | TextProblem:
    """Read the job's data."""
    kind = TextProblem if request.text else TableProblem
    return kind.read(base / "input/data", request)


class Trainer:
    """`train` gives a candidate's measures. The data is read once a process."""

    def __init__(self, base: Path, request: AutoMLRequest) -> None:
        self._base, self._request = base, request
        self._child: Any = None
        self._line: Connection | None = None

    def start(self, *, seconds: float) -> None:
        """Have a process that has read the data, if it does so within `seconds`: no candidate's time."""
        if self._line is not None:
            return
        self._line, theirs = _CONTEXT.Pipe()
        arguments = (theirs, self._line, self._base, self._request)
        self._child = _CONTEXT.Process(target=_serve, args=arguments, daemon=True)
        self._child.start()
        theirs.close()
        if not self._line.poll(max(0.0, seconds)) or self._ended():
            self.stop()

    def train(self, proposal: Proposal, *, folder: Path, seconds: float) -> dict[str, float]:
        """Train one candidate; `CandidateError` if it fails, `OverdueError` after `seconds`."""
        if self._line is None:
            raise OverdueError("its process did not start in time")
        self._line.send((proposal, folder))
        if not self._line.poll(max(0.0, seconds)):
            self.stop()
            raise OverdueError(f"still training after {seconds:.0f} s, its time limit")
        try:
            measured, failure = self._line.recv()
        except EOFError as error:
            self.stop()
            raise CandidateError("its process ended without a word, as when memory runs out") from error
        if failure:
            raise CandidateError(failure)
        found: dict[str, float] = measured
        return found

    def _ended(self) -> bool:
        """Take the first word of a new process; whether it ended instead of saying one."""
        try:
            return self._line is None or self._line.recv() != READY
        except EOFError:
            return True

    def stop(self) -> None:
        """End the process; the next candidate starts another."""
        if self._child is not None:
            self._child.kill()
            self._child.join()
        self._child = self._line = None


def _serve(line: Connection, other: Connection, base: Path, request: AutoMLRequest) -> None:
    """Answer proposals until the other end is gone."""
    other.close()  # or this process itself would keep that end
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    problem = problem_of(base, request)
    line.send(READY)
    while True:
        try:
            proposal, folder = line.recv()
        except EOFError:
            return
        try:
            line.send((problem.train_candidate(proposal, folder=folder), None))
        except Exception as error:  # noqa: BLE001 - a candidate may fail by anything; the search goes on
            traceback.print_exc()
            line.send((None, f"{type(error).__name__}: {error}"[:1024]))
