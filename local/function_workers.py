"""How many environments of one function start at the same time: a burst must not stop the machine.

On AWS each new environment brings its own processor. Here all share the few of this machine, and sixty that
start at once keep each other from starting. Who finds none free waits for one, or for a turn to start one.
"""

import threading
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

STARTING_AT_ONCE = 2
"""Of one function; more start when these are up, for as long as requests wait."""
WAIT_SECONDS = 25.0
"""Then one more starts in any case: a function that calls itself waits for nobody."""

_changed = threading.Condition()
_starting: dict[str, int] = {}


def install() -> None:
    """Wrap the emulator's leasing of workers, and hear of each that has started or become free."""
    lease, release, spawn = lambda_svc.acquire_worker, lambda_svc.release_worker, lambda_runtime.Worker._spawn  # noqa: SLF001

    def acquire(name: str, config: dict[str, Any], code: bytes, **named: Any) -> tuple[Any, str]:
        with _changed:
            _changed.wait_for(lambda: _free(name, config, named) or _may_start(name), WAIT_SECONDS)
            worker, reason = lease(name, config, code, **named)
            if reason == "spawn":
                _starting[name] = _starting.get(name, 0) + 1
        return worker, reason

    def released(worker: Any) -> None:
        release(worker)
        with _changed:
            _changed.notify_all()

    def spawned(worker: Any) -> None:
        try:
            spawn(worker)
        finally:
            with _changed:
                _starting[worker.func_name] = max(0, _starting.get(worker.func_name, 0) - 1)
                _changed.notify_all()

    lambda_svc.acquire_worker, lambda_svc.release_worker = acquire, released
    lambda_runtime.Worker._spawn = spawned  # noqa: SLF001


def _may_start(name: str) -> bool:
    return _starting.get(name, 0) < STARTING_AT_ONCE


def _free(name: str, config: dict[str, Any], named: dict[str, Any]) -> bool:
    key = lambda_runtime._worker_key(name, config, named.get("qualifier", "$LATEST"))  # noqa: SLF001
    with lambda_runtime._lock:  # noqa: SLF001
        return any(not worker.in_use for worker in lambda_runtime._workers.get(key, []))  # noqa: SLF001
