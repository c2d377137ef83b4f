"""Runs the emulator's handlers where no server's loop runs: one loop a thread, not one a call.

To make a loop, end its generators and its executor and close it takes longer than most handlers do.
"""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

_T = TypeVar("_T")


class _Loop:
    """A thread's loop, closed when the thread is gone."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()

    def __del__(self) -> None:
        self.loop.close()


_threads = threading.local()


def run(work: Coroutine[Any, Any, _T]) -> _T:
    """Return what a coroutine returns; the tasks that it leaves behind are cancelled, as asyncio.run does."""
    if not hasattr(_threads, "own"):
        _threads.own = _Loop()
    loop: asyncio.AbstractEventLoop = _threads.own.loop
    try:
        return loop.run_until_complete(work)
    finally:
        if left := asyncio.all_tasks(loop):
            loop.run_until_complete(_cancelled(left))


async def _cancelled(tasks: set[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
