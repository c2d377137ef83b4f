"""The traffic of every endpoint, and the health check that brings dead model servers back."""

import threading
import time

from ministack.core.responses import get_account_id, get_region

from local.hosting.fleet import Fleet
from local.hosting.traffic import Traffic
from local.sagemaker.errors import ServiceError

CHECK_SECONDS = 0.5
_Key = tuple[str, str, str]
_lock = threading.Lock()
_traffic: dict[_Key, Traffic] = {}
_watching = False


def opened(endpoint: str) -> Traffic:
    """Return the traffic of an endpoint that exists or is being made."""
    _watch()
    with _lock:
        return _traffic.setdefault(_key(endpoint), Traffic())


def traffic_of(endpoint: str) -> Traffic:
    """Return the traffic of an endpoint in service; `ServiceError` if nothing serves it."""
    with _lock:
        traffic = _traffic.get(_key(endpoint))
    if traffic is None or traffic.serving is None:
        raise _not_found(endpoint)
    return traffic


def get(endpoint: str) -> Fleet:
    """Return the fleet that serves an endpoint, the old one during a deployment; `ServiceError` if none."""
    fleet = traffic_of(endpoint).serving
    if fleet is None:
        raise _not_found(endpoint)
    return fleet


def removed(endpoint: str) -> Traffic:
    """Take an endpoint out, so that its name is free at once; the caller closes what it gets."""
    with _lock:
        return _traffic.pop(_key(endpoint), Traffic())


def stop_all() -> None:
    """Stop every fleet."""
    with _lock:
        every = list(_traffic.values())
        _traffic.clear()
    for traffic in every:
        traffic.close()


def _not_found(endpoint: str) -> ServiceError:
    return ServiceError(
        code="ValidationError", message=f"Endpoint {endpoint} of account {get_account_id()} not found."
    )


def _key(endpoint: str) -> _Key:
    return get_account_id(), get_region(), endpoint.lower()


def _watch() -> None:
    global _watching
    with _lock:
        if _watching:
            return
        _watching = True
    threading.Thread(target=_check_forever, name="lab2api-health", daemon=True).start()


def _check_forever() -> None:
    while True:
        time.sleep(CHECK_SECONDS)
        with _lock:
            every = list(_traffic.values())
        for traffic in every:
            traffic.ensure_running()
