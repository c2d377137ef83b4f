"""One child process for what needs image models: the emulator stays small, and survives a crash."""

import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from local.sagemaker.errors import ServiceError

CALL_SECONDS = 120.0
Result = TypeVar("Result")
_lock = threading.Lock()
_pools: list[ProcessPoolExecutor] = []


def run(function: Callable[..., Result], *arguments: Any) -> Result:
    """Return `function(*arguments)`, computed in the worker, which starts with the first call.

    Raises `ServiceError` (500) if the worker dies or needs more than `CALL_SECONDS`; the next call starts
    another.
    """
    pool = _pool()
    try:
        return pool.submit(function, *arguments).result(timeout=CALL_SECONDS)
    except (BrokenProcessPool, TimeoutError) as error:
        stop()
        message = f"The stand-in's worker ended ({type(error).__name__}). Try again; see lab2api local logs."
        raise ServiceError(code="InternalServerError", message=message, status=500) from error


def stop() -> None:
    """End the worker, if there is one."""
    with _lock:
        stopped, _pools[:] = list(_pools), []
    for pool in stopped:
        for process in list((pool._processes or {}).values()):  # noqa: SLF001 - no public way to end a stuck one
            process.terminate()
        pool.shutdown(wait=False, cancel_futures=True)


def _pool() -> ProcessPoolExecutor:
    with _lock:
        if not _pools:
            context = multiprocessing.get_context("spawn")
            _pools.append(ProcessPoolExecutor(max_workers=1, mp_context=context))
        return _pools[0]
