"""Every running fleet by endpoint, and the health check that brings dead model servers back."""

import contextvars
import logging
import threading
import time

from ministack.core.responses import get_account_id, get_region

from local.hosting.fleet import Fleet
from local.sagemaker.errors import ServiceError

CHECK_SECONDS = 2.0
_Key = tuple[str, str, str]
_lock = threading.Lock()
_fleets: dict[_Key, Fleet] = {}
_watching = False
logger = logging.getLogger("lab2api")


def swap(endpoint: str, fleet: Fleet) -> None:
    """Give an endpoint its (new) fleet, then stop the one it had: requests always find one that answers."""
    with _lock:
        previous = _fleets.get(_key(endpoint))
        _fleets[_key(endpoint)] = fleet
    _watch()
    if previous is not None:
        previous.stop()


def get(endpoint: str) -> Fleet:
    """Return the fleet that serves an endpoint now; `ServiceError` if none does."""
    with _lock:
        fleet = _fleets.get(_key(endpoint))
    if fleet is None:
        raise ServiceError(
            code="ValidationError", message=f"Endpoint {endpoint} of account {get_account_id()} not found."
        )
    return fleet


def remove(endpoint: str) -> None:
    """Stop what serves an endpoint, if anything does."""
    with _lock:
        fleet = _fleets.pop(_key(endpoint), None)
    if fleet is not None:
        fleet.stop()


def stop_all() -> None:
    """Stop every fleet."""
    with _lock:
        fleets = list(_fleets.values())
        _fleets.clear()
    for fleet in fleets:
        fleet.stop()


def _key(endpoint: str) -> _Key:
    return get_account_id(), get_region(), endpoint.lower()


def _watch() -> None:
    global _watching
    with _lock:
        if _watching:
            return
        _watching = True
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(_check_forever,), name="lab2api-health", daemon=True).start()


def _check_forever() -> None:
    while True:
        time.sleep(CHECK_SECONDS)
        with _lock:
            fleets = dict(_fleets)
        for (_, _, endpoint), fleet in fleets.items():
            try:
                fleet.ensure_running()
            except ServiceError as error:
                logger.warning("endpoint %s: %s", endpoint, error.message)
