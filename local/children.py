"""The processes that the emulator starts in place of containers: all known, all stopped with it."""

import contextlib
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

STOP_SECONDS = 5.0
"""How long a child may take to end after SIGTERM, before SIGKILL (SageMaker gives a container 30)."""

_lock = threading.Lock()
_children: set[subprocess.Popen[bytes]] = set()


def start(
    command: Sequence[str], *, environment: Mapping[str, str], folder: Path
) -> "subprocess.Popen[bytes]":
    """Start a child in `folder` with exactly this environment; both its outputs go to its `stdout` pipe."""
    child = subprocess.Popen(
        list(command),
        env=dict(environment),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    with _lock:
        _children.add(child)
    return child


def stop(child: "subprocess.Popen[bytes]") -> int:
    """End a child, by force after `STOP_SECONDS`, and return its exit code. Ending it twice is harmless."""
    with contextlib.suppress(ProcessLookupError):
        child.terminate()
    try:
        code = child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        code = child.wait(STOP_SECONDS)
    forget(child)
    return code


def forget(child: "subprocess.Popen[bytes]") -> None:
    """Stop tracking a child that has ended by itself."""
    with _lock:
        _children.discard(child)


def stop_all() -> None:
    """End every child that is still running."""
    with _lock:
        remaining = list(_children)
    for child in remaining:
        with contextlib.suppress(ProcessLookupError):
            child.terminate()
    for child in remaining:
        stop(child)
