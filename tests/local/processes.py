"""The processes that an emulator started in place of containers, found by the folder they run in."""

import time
from pathlib import Path

from local.settings import Settings

WAIT_SECONDS = 20.0


def running_in(emulator: Settings, folder: str) -> list[int]:
    """Wait for processes whose folder begins with this one of the state; return their ids."""
    wanted = str(emulator.state / folder)
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        found = [path for path in Path("/proc").glob("[0-9]*/cwd") if _target(path).startswith(wanted)]
        if found:
            return [int(path.parent.name) for path in found]
        time.sleep(0.02)
    raise AssertionError(f"nothing runs in {wanted}")


def _target(path: Path) -> str:
    try:
        return str(path.readlink())
    except OSError:
        return ""
