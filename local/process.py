"""The emulator as a background process: start, status, stop, and what a client needs to reach it."""

import json
import subprocess
import sys
import time
from pathlib import Path

from local import environment, ports, probe, signals
from local.running import LocalRunError, Running
from local.settings import REPOSITORY, Settings

__all__ = ["LocalRunError", "Running", "client_environment", "coverage", "logs", "start", "status", "stop"]

START_SECONDS = 60.0
STOP_SECONDS = 15.0
_POLL_SECONDS = 0.1
_started: "dict[int, subprocess.Popen[bytes]]" = {}


def start(settings: Settings | None = None, *, seconds: float = START_SECONDS) -> Running:
    """Start the emulator, or return the one that runs from this state folder, once it answers.

    Raises `LocalRunError` if the port is taken, if the process ends, or if it does not answer in `seconds`.
    """
    settings = settings or Settings()
    running = status(settings)
    if running is not None:
        wanted = (settings.port, settings.strict, settings.real)
        if (running.port, running.strict, running.real) != wanted:
            kind = "strict" if running.strict else "plain"
            raise LocalRunError(
                f"A {kind} emulator runs on port {running.port} (real services: {running.real or 'none'}): "
                "stop it first (lab2api local down)."
            )
        return running
    if owner := ports.owner(settings.port):
        raise LocalRunError(
            f"Port {settings.port} is taken by {owner}. End it, or set LAB2API_PORT to a free port."
        )
    settings.temporary.mkdir(parents=True, exist_ok=True)
    process = _spawn(settings)
    _started[process.pid] = process
    running = Running(
        pid=process.pid,
        port=settings.port,
        strict=settings.strict,
        real=settings.real,
        state=settings.state,
        model_code=settings.model_code,
    )
    _file(settings).write_text(running.model_dump_json(), encoding="utf-8")
    try:
        _wait_until_ready(process, settings, seconds)
    except LocalRunError:
        stop(settings)
        raise
    return running


def status(settings: Settings | None = None) -> Running | None:
    """Return the emulator of this state folder, or None. What a dead one left behind is cleared away."""
    settings = settings or Settings()
    try:
        running = Running.model_validate_json(_file(settings).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    if signals.is_emulator(running.pid):
        return running
    signals.end_group(running.pid, seconds=STOP_SECONDS)
    _forget(running, settings)
    return None


def stop(settings: Settings | None = None) -> bool:
    """End the emulator and everything it started; False if none was running."""
    settings = settings or Settings()
    running = status(settings)
    if running is None:
        return False
    signals.end(running.pid, seconds=STOP_SECONDS)
    _forget(running, settings)
    return True


def logs(settings: Settings | None = None, *, lines: int = 100) -> str:
    """Return the last lines that the emulator printed."""
    log = (settings or Settings()).log
    return (
        "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
        if log.exists()
        else ""
    )


def client_environment(settings: Settings | None = None) -> dict[str, str]:
    """Return the variables for AWS clients of the emulator that runs now, or that would run."""
    return environment.client(_running_or(settings))


def coverage(settings: Settings | None = None) -> dict[str, dict[str, str | int]]:
    """Return what is deployed, by resource type: state, count and note."""
    report: dict[str, dict[str, str | int]] = json.loads(probe.get(_running_or(settings), "coverage"))
    return report


def _running_or(settings: Settings | None) -> Settings:
    """Return the settings of the emulator that runs, which may be strict, or else those given."""
    running = status(settings)
    return running.settings if running else settings or Settings()


def _spawn(settings: Settings) -> "subprocess.Popen[bytes]":
    with settings.log.open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "local"],
            cwd=REPOSITORY,
            env=environment.launch(settings),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _wait_until_ready(process: "subprocess.Popen[bytes]", settings: Settings, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise LocalRunError(
                f"The emulator ended with code {process.returncode}:\n{logs(settings, lines=20)}"
            )
        try:
            probe.get(settings, "ready")
        except OSError:  # refused, reset, timed out, or the certificate is not written yet
            time.sleep(_POLL_SECONDS)
        else:
            return
    raise LocalRunError(f"The emulator did not answer in {seconds:.0f} s; see {settings.log}.")


def _forget(running: Running, settings: Settings) -> None:
    _file(settings).unlink(missing_ok=True)
    if (child := _started.pop(running.pid, None)) is not None:
        child.wait(STOP_SECONDS)


def _file(settings: Settings) -> Path:
    return settings.state / "emulator.json"
