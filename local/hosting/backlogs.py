"""The backlog of every asynchronous endpoint, which outlives its fleets: an update loses no request."""

import threading
from typing import Any

from ministack.core.responses import get_account_id, get_region

from local.hosting.dispatcher import Dispatcher, Instances

_lock = threading.Lock()
_dispatchers: dict[tuple[str, str, str], Dispatcher] = {}


def serve(endpoint: str, config: dict[str, Any], fleet: Instances) -> None:
    """Let a fleet serve an endpoint's backlog, which is made on its first one."""
    with _lock:
        dispatcher = _dispatchers.get(_key(endpoint))
        if dispatcher is None:
            _dispatchers[_key(endpoint)] = Dispatcher(endpoint=endpoint, config=config, fleet=fleet)
            return
    dispatcher.serve(config, fleet)


def get(endpoint: str) -> Dispatcher | None:
    """Return what dispatches an endpoint's backlog; None if it is not asynchronous, or not there."""
    with _lock:
        return _dispatchers.get(_key(endpoint))


def wake(endpoint: str) -> None:
    """Look again whether an instance of the endpoint is free."""
    dispatcher = get(endpoint)
    if dispatcher is not None:
        dispatcher.wake()


def remove(endpoint: str) -> None:
    """Close the backlog of an endpoint that is deleted, if it has one."""
    with _lock:
        dispatcher = _dispatchers.pop(_key(endpoint), None)
    if dispatcher is not None:
        dispatcher.close()


def sample(*, at: float) -> None:
    """Put the metrics of every backlog, each in its own account and region."""
    with _lock:
        dispatchers = list(_dispatchers.values())
    for dispatcher in dispatchers:
        dispatcher.backlog.context.copy().run(dispatcher.sample, at=at)


def stop_all() -> None:
    """Forget every backlog, with what waits in it: the emulator, and its S3, are ending."""
    with _lock:
        found = list(_dispatchers.values())
        _dispatchers.clear()
    for dispatcher in found:
        dispatcher.abandon()


def _key(endpoint: str) -> tuple[str, str, str]:
    return get_account_id(), get_region(), endpoint.lower()
