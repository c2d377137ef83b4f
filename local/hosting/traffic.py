"""Where an endpoint's requests go: to its fleet, and during a deployment a share of them to the new one."""

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from local.hosting.fleet import Fleet
from local.sagemaker.errors import ServiceError


class Traffic:
    """Blue serves, green is being deployed. A change finds each request in one of them, none in between."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._blue: Fleet | None = None
        self._green: Fleet | None = None
        self._share = 0.0
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether the endpoint is gone."""
        return self._closed

    @property
    def serving(self) -> Fleet | None:
        """The fleet that serves, or that served until a deployment began."""
        return self._blue

    @contextmanager
    def lease(self, *, pick: Callable[[], float] = random.random) -> Iterator[Fleet]:
        """Give one request its fleet, which does not end before the request has left it."""
        with self._lock:
            fleet = self._green if pick() < self._share else self._blue
            if fleet is None:
                raise ServiceError(code="ValidationError", message="The endpoint has no fleet in service.")
            fleet.in_flight.enter()
        try:
            yield fleet
        finally:
            fleet.in_flight.leave()

    def prepare(self, green: Fleet) -> None:
        """Take a new fleet in, without traffic; `ServiceError` once the endpoint is gone."""
        with self._lock:
            if self._closed:
                raise ServiceError(message="The endpoint was deleted.")
            self._green, self._share = green, 0.0

    def shift(self, share: float) -> None:
        """Send this share of requests, of 1, to the new fleet."""
        with self._lock:
            self._share = share

    def promote(self) -> None:
        """Let the new fleet serve alone, and end the old one when its requests are answered."""
        with self._lock:
            if self._closed:
                return
            old, self._blue, self._green, self._share = self._blue, self._green, None, 0.0
            serving = self._blue
        if serving is not None:
            serving.serve()
        if old is not None:
            old.retire()

    def abandon(self) -> None:
        """Bring all traffic back, and end the new fleet when its requests are answered."""
        with self._lock:
            green, self._green, self._share = self._green, None, 0.0
        if green is not None:
            green.retire()

    def close(self) -> None:
        """End both fleets now."""
        with self._lock:
            self._closed = True
            fleets = [fleet for fleet in (self._blue, self._green) if fleet is not None]
            self._blue = self._green = None
        for fleet in fleets:
            fleet.stop()

    def ensure_running(self) -> None:
        """Begin to start again whatever has died in either fleet."""
        with self._lock:
            fleets = [fleet for fleet in (self._blue, self._green) if fleet is not None]
        for fleet in fleets:
            fleet.ensure_running()
