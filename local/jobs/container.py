"""One process in place of a job's container: started, followed, limited in time, stopped on request."""

import contextvars
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from local import children, environment
from local.jobs.log import JobLog
from local.settings import Settings

LOG_SECONDS = 5.0
"""How long the log may take to arrive after the process has ended."""


class StoppedError(Exception):
    """The job was stopped before it ended by itself."""

    def __init__(self, *, timed_out: bool) -> None:
        super().__init__(
            "The job ran longer than its MaxRuntimeInSeconds." if timed_out else "The job was stopped."
        )
        self.timed_out = timed_out


class Container:
    """Runs once. `stop` may be called from any thread, also before the process has started."""

    def __init__(self, *, settings: Settings, log: JobLog) -> None:
        self._settings = settings
        self._log = log
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._stopping = False

    def run(
        self, command: Sequence[str], *, variables: Mapping[str, str], folder: Path, seconds: float
    ) -> tuple[int, str]:
        """Return the exit code and the last lines; `StoppedError` if told to stop, or after `seconds`."""
        child = self._start(command, variables=variables, folder=folder)
        follower = self._follow(child)
        try:
            code = child.wait(seconds)
        except subprocess.TimeoutExpired as error:
            children.stop(child)
            raise StoppedError(timed_out=True) from error
        finally:
            children.forget(child)
            follower.join(LOG_SECONDS)
        if self._stopping:
            raise StoppedError(timed_out=False)
        # A container that a signal ended has 128 and the signal's number, such as 137 when memory ran out.
        return (code if code >= 0 else 128 - code), self._log.tail()

    def stop(self) -> None:
        """End the process, or keep it from starting."""
        with self._lock:
            self._stopping = True
            child = self._child
        if child is not None:
            children.stop(child)

    def _start(
        self, command: Sequence[str], *, variables: Mapping[str, str], folder: Path
    ) -> "subprocess.Popen[bytes]":
        with self._lock:
            if self._stopping:
                raise StoppedError(timed_out=False)
            whole = environment.container(self._settings, variables=variables)
            self._child = children.start(command, environment=whole, folder=folder)
            return self._child

    def _follow(self, child: "subprocess.Popen[bytes]") -> threading.Thread:
        context = contextvars.copy_context()
        follower = threading.Thread(target=context.run, args=(self._log.follow, child.stdout), daemon=True)
        follower.start()
        return follower
