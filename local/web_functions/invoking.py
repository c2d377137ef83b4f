"""InvokeWithResponseStream of a function behind the adapter, with Lambda's concurrency and metrics."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ministack.services import lambda_svc

from local.streaming.upstream import Upstream, UpstreamError
from local.web_functions import adapter, web_servers
from local.web_functions.web_server import WebServerError

logger = logging.getLogger("lab2api")


class ThrottledError(Exception):
    """No concurrency is left: the function's own, or the account's."""


class FailedError(Exception):
    """The function did not answer; the reason is in the log."""


@dataclass(frozen=True, kw_only=True)
class Begun:
    """An answer whose head has come; `pieces` is the rest, and must be read or closed."""

    status: int
    headers: dict[str, str]
    pieces: Iterator[bytes]
    close: Callable[[], None]


def invoke(function: Mapping[str, Any], config: dict[str, Any], event: Mapping[str, Any]) -> Begun:
    """Send an event and wait for the head of the answer. Waits: call it in a thread."""
    slot, _ = lambda_svc._acquire_execution_slot(function, config)  # noqa: SLF001
    name, started = str(config["FunctionName"]), time.perf_counter()
    if slot is None:
        _count(name, started, throttle=True)
        raise ThrottledError(name)

    def end(*, error: bool = False) -> None:
        lambda_svc._release_execution_slot(slot)  # noqa: SLF001
        _count(name, started, error=error)

    try:
        address = web_servers.of(config, function["code_zip"]).address
        upstream, status, headers = adapter.send(event, config=config, address=address)
    except (WebServerError, UpstreamError) as error:
        end(error=True)
        logger.warning("function %s: %s", name, error)
        raise FailedError(name) from error
    pieces = _timed(upstream, seconds=float(config.get("Timeout", 3)), started=started, end=end)
    return Begun(status=status, headers=headers, pieces=pieces, close=upstream.close)


def _timed(
    upstream: Upstream, *, seconds: float, started: float, end: Callable[..., None]
) -> Iterator[bytes]:
    """Yield the answer until Lambda's timeout, and end the invocation whatever comes."""
    error = True
    try:
        for piece in upstream.pieces():
            if time.perf_counter() - started > seconds:
                raise UpstreamError(f"Task timed out after {seconds:.2f} seconds")
            yield piece
        error = False
    finally:
        end(error=error)


def _count(name: str, started: float, *, error: bool = False, throttle: bool = False) -> None:
    milliseconds = 0.0 if throttle else (time.perf_counter() - started) * 1000
    lambda_svc._emit_lambda_metrics(name, milliseconds, error, throttle)  # noqa: SLF001
