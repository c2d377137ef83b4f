"""An answer that the emulator sends piece by piece: read in a thread, ended when the client leaves."""

import asyncio
import contextvars
import logging
from collections.abc import Awaitable, Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ministack.core.responses import StreamingResponse

# A thread a stream, and of their own: a function's stream waits for a stand-in's, which must get one too.
_threads = ThreadPoolExecutor(max_workers=256, thread_name_prefix="lab2api-stream")
_Receive = Callable[[], Awaitable[dict[str, Any]]]
_Send = Callable[[dict[str, Any]], Awaitable[None]]
logger = logging.getLogger("lab2api")


async def in_thread(work: Callable[..., Any], *arguments: Any) -> Any:
    """Run what waits in a thread of the streams' own."""
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(_threads, context.run, work, *arguments)


def streamed(pieces: Iterator[bytes], *, close: Callable[[], None]) -> StreamingResponse:
    """Send `pieces` as they come; an error cuts the answer. `close` ends their source at once."""

    async def run(send: _Send, receive: _Receive) -> None:
        gone = asyncio.create_task(_gone(receive))
        try:
            while True:
                reading = asyncio.create_task(in_thread(next, pieces, None))
                await asyncio.wait({reading, gone}, return_when=asyncio.FIRST_COMPLETED)
                if gone.done():
                    reading.add_done_callback(lambda done: _abandon(done, pieces))
                    return
                piece = reading.result()
                if piece is None:
                    break
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        except Exception as error:  # noqa: BLE001 - no status is left to tell it by: the client sees a cut
            logger.warning("a streamed answer was cut: %s", error)
            return
        finally:
            gone.cancel()
            close()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return StreamingResponse(run)


async def _gone(receive: _Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _abandon(reading: "asyncio.Task[Any]", pieces: Iterator[bytes]) -> None:
    """Take the error of a read whose answer nobody waits for any more, and let the source tidy up."""
    if not reading.cancelled():
        reading.exception()
    if isinstance(pieces, Generator):
        pieces.close()
