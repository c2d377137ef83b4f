"""Start servers and stop everything they started."""

import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

STARTUP_SECONDS = 60.0
STOP_SECONDS = 20.0


@contextmanager
def running(
    command: Sequence[str | Path], *, environment: Mapping[str, str], log: Path, ping: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server in a process group of its own until the block ends; yields once `ping` answers 200.

    The whole group is stopped: killed alone, multi-model-server's Java leaves its Python workers behind.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=log.parent,
        )
    try:
        _wait(process, ping, log)
        yield process
    finally:
        stop_group(process)


def _wait(process: subprocess.Popen[bytes], ping: str, log: Path) -> None:
    deadline = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(
                f"the server ended with status {process.returncode}:\n{log.read_text()[-3000:]}"
            )
        try:
            with urllib.request.urlopen(ping, timeout=2):  # noqa: S310  loopback, made by our own code
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"no answer from {ping} in {STARTUP_SECONDS:.0f} s:\n{log.read_text()[-3000:]}")


def stop_group(process: subprocess.Popen[bytes]) -> None:
    """Ask the process group to end, then end it."""
    for number, seconds in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, STOP_SECONDS)):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            break
        _wait_for_group(process, seconds)
    process.wait(STOP_SECONDS)


def _wait_for_group(process: subprocess.Popen[bytes], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        process.poll()
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
