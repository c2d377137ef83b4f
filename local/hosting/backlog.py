"""The queue of one asynchronous endpoint: what waits, what is being answered, and how that is measured."""

import collections
import contextvars
import threading

from local import clock, metrics
from local.hosting.asynchronous import AsynchronousRequest
from local.sagemaker.errors import ServiceError

MOST_REQUESTS = 1000
"""This machine keeps the queue in memory; SageMaker names no limit."""


class Waiting:
    """A request in the queue, and how often it was asked already without an answer."""

    def __init__(self, request: AsynchronousRequest) -> None:
        self.request = request
        self.attempts = 0


class Backlog:
    """Requests leave it only through `take`, `expired` and `close`: none is forgotten."""

    def __init__(self, *, endpoint: str) -> None:
        self.endpoint = endpoint
        self.context = contextvars.copy_context()
        self.changed = threading.Condition()
        self.closed = False
        self._waiting: collections.deque[Waiting] = collections.deque()
        self._active = 0

    def put(self, request: AsynchronousRequest) -> None:
        """Accept a request; `ServiceError` (503) if the queue is full or the endpoint is gone."""
        with self.changed:
            if self.closed or len(self._waiting) >= MOST_REQUESTS:
                message = f"{self.endpoint} has {len(self._waiting)} requests waiting: try again later."
                raise ServiceError(code="ServiceUnavailable", message=message, status=503)
            self._waiting.append(Waiting(request))
            self.changed.notify_all()

    def take(self) -> Waiting | None:
        """Return the oldest request as one that is being answered; None if there is none."""
        with self.changed:
            if not self._waiting:
                return None
            self._active += 1
            return self._waiting.popleft()

    def give_back(self, waiting: Waiting) -> bool:
        """Put a request that was taken back in front; False if the endpoint is gone."""
        with self.changed:
            if self.closed:
                return False
            self._waiting.appendleft(waiting)
            return True

    def done(self) -> None:
        """Say that a request which was taken is no longer being answered."""
        with self.changed:
            self._active -= 1
            self.changed.notify_all()

    def expired(self) -> list[AsynchronousRequest]:
        """Take out what has waited longer than its RequestTTLSeconds."""
        with self.changed:
            now = clock.now()
            late = [item for item in self._waiting if now - item.request.accepted > item.request.time_to_live]
            for item in late:
                self._waiting.remove(item)
        return [item.request for item in late]

    def close(self) -> list[AsynchronousRequest]:
        """Accept nothing more, and return what still waits."""
        with self.changed:
            self.closed = True
            left, self._waiting = [item.request for item in self._waiting], collections.deque()
            self.changed.notify_all()
        return left

    def sample(self, *, instances: int, at: float) -> None:
        """Put the size of the backlog, in all and an instance, and whether it waits for a first instance."""
        with self.changed:
            waiting, size = len(self._waiting), len(self._waiting) + self._active
            oldest = self._waiting[0].request.accepted if self._waiting else clock.now()
        values = {
            "ApproximateBacklogSize": (float(size), "Count"),
            "HasBacklogWithoutCapacity": (float(waiting > 0 and instances == 0), "Count"),
            "ApproximateAgeOfOldestRequest": (clock.now() - oldest, "Seconds"),
        }
        if instances:
            values["ApproximateBacklogSizePerInstance"] = (size / instances, "Count")
        metrics.put(values, dimensions={"EndpointName": self.endpoint}, at=at)
