"""Ending the emulator's process and its process group, with a bounded wait."""

import contextlib
import os
import shutil
import signal
import subprocess
import time

_POLL_SECONDS = 0.05


def is_emulator(pid: int) -> bool:
    """Whether this id is a running `python -m local`: ids are used again by other programs."""
    _reap(pid)
    ps = shutil.which("ps")
    if ps is None:
        return _alive(pid)
    listed = subprocess.run(
        [ps, "-o", "stat=,command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, command = listed.stdout.strip().partition(" ")
    return bool(state) and not state.startswith("Z") and command.rstrip().endswith("-m local")


def end(pid: int, *, seconds: float) -> None:
    """Send SIGTERM to the emulator, which ends its children; after `seconds` SIGKILL to its whole group."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    while is_emulator(pid) and time.monotonic() < deadline:
        time.sleep(_POLL_SECONDS)
    end_group(pid, seconds=seconds)


def end_group(pid: int, *, seconds: float) -> None:
    """Send SIGKILL to what is left of a dead or stuck emulator's process group, and wait until it is gone."""
    if _alive(pid) and not is_emulator(pid):
        return  # the id was given to another program, so the group is not ours
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.killpg(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return
        _reap(pid)
        time.sleep(_POLL_SECONDS)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _reap(pid: int) -> None:
    """Take the exit code if the emulator is a child of this process, so that no zombie stays."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
