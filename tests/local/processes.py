"""The processes that an emulator started in place of containers, found by the folder they run in."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from local.settings import Settings
from tests.local.waiting import until


def running_in(emulator: Settings, folder: str) -> list[int]:
    """Wait for processes whose folder begins with this one of the state; return their ids."""
    wanted = str(emulator.state / folder)

    def found() -> list[int]:
        places = Path("/proc").glob("[0-9]*/cwd")
        return [int(path.parent.name) for path in places if _target(path).startswith(wanted)]

    return until(found, f"a process in {wanted}")


def kill(pid: int) -> None:
    """Kill without a warning, and return when the system has done it: until then it may still answer."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    until(lambda: _dead(pid), f"the end of {pid}")


def _dead(pid: int) -> bool:
    """Whether nothing is left of a process, or only its exit code for who started it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def _target(path: Path) -> str:
    try:
        return str(path.readlink())
    except OSError:
        return ""
