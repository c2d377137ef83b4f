"""What hands the requests of a backlog to instances: one thread that looks, and one a request."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from local import clock
from local.hosting import asynchronous, asynchronous_result
from local.hosting.asynchronous import AsynchronousRequest, LostError, Result
from local.hosting.backlog import Backlog, Waiting
from local.hosting.copies import Copies, NoCapacityError
from local.hosting.model_server import ModelServer

ATTEMPTS = 3
"""How often a request is asked whose process ended before it had answered."""
CONCURRENCY = 4
"""Requests at once an instance where ClientConfig says nothing; SageMaker chooses a number by itself then."""
PAUSE_SECONDS = 0.3
"""Before the second attempt, twice it before the third: a connection breaks before its process ends."""
_LOOK_SECONDS = 0.5

logger = logging.getLogger("lab2api")


class Instances(Protocol):
    """What a dispatcher needs of the fleet that answers."""

    variant: str

    @property
    def copies(self) -> Copies:
        """The processes."""


class Dispatcher:
    """No accepted request is lost: it waits for an instance, is asked again, or ends as a failure object."""

    def __init__(
        self,
        *,
        endpoint: str,
        config: dict[str, Any],
        fleet: Instances,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._sleep = sleep
        self.backlog = Backlog(endpoint=endpoint)
        self._config = config
        self._fleet = fleet
        self._start(self._dispatch, name=f"lab2api-backlog-{endpoint}")

    def serve(self, config: dict[str, Any], fleet: Instances) -> None:
        """Hand requests to this fleet from now on, by this AsyncInferenceConfig."""
        with self.backlog.changed:
            self._config, self._fleet = config, fleet
            self.backlog.changed.notify_all()

    def put(self, request: AsynchronousRequest) -> None:
        """Accept a request; one that finds no instance says so at once, which can wake one."""
        self.backlog.put(request)
        if not len(self._fleet.copies):
            self.sample(at=clock.now())

    def wake(self) -> None:
        """Look again whether an instance is free."""
        with self.backlog.changed:
            self.backlog.changed.notify_all()

    def sample(self, *, at: float) -> None:
        """Put the metrics of the backlog."""
        self.backlog.sample(instances=len(self._fleet.copies), at=at)

    def close(self) -> None:
        """End with the endpoint: what waits ends as a failure."""
        for request in self.backlog.close():
            self._finish(request, Result(reason="ClientError: The endpoint was deleted."))

    def abandon(self) -> None:
        """End with the emulator, at once: what waits is gone, as its S3 is."""
        self.backlog.close()
        self._fleet.copies.kill()

    def _dispatch(self) -> None:
        while not self.backlog.closed:
            with self.backlog.changed:
                if not self._hand_over():
                    self.backlog.changed.wait(_LOOK_SECONDS)
            for request in self.backlog.expired():
                reason = f"ClientError: Not begun within RequestTTLSeconds, {request.time_to_live:.0f}."
                counts = {"ExpiredRequests": (1.0, "Count")}
                self._finish(request, Result(reason=reason, counts=counts))

    def _hand_over(self) -> bool:
        """Give the oldest request to a free instance; False if there is no request, or no instance."""
        most = self._config.get("ClientConfig", {}).get("MaxConcurrentInvocationsPerInstance", CONCURRENCY)
        lent = contextlib.ExitStack()
        try:
            server = lent.enter_context(self._fleet.copies.chosen(most=most))
        except NoCapacityError:
            return False
        waiting = self.backlog.take()
        if waiting is None:
            lent.close()
            return False
        self._start(
            self._work, waiting, server, lent, self._fleet.variant, name=f"lab2api-{self.backlog.endpoint}"
        )
        return True

    def _work(self, waiting: Waiting, server: ModelServer, lent: contextlib.ExitStack, variant: str) -> None:
        request, began = waiting.request, clock.now()
        result: Result | None
        try:
            with lent:
                result = asynchronous.ask(request, server, variant=variant)
        except LostError as error:
            result = self._again(waiting, str(error))
        except Exception as error:  # an accepted request must end, whatever happened to it
            logger.exception("asynchronous request %s", request.inference_id)
            result = Result(reason=f"InternalServerError: {type(error).__name__}: {error}")
        try:
            if result is not None:
                queued = {"TimeInBacklog": ((began - request.accepted) * 1e6, "Microseconds")}
                self._finish(request, result.model_copy(update={"counts": result.counts | queued}))
        finally:
            self.backlog.done()

    def _again(self, waiting: Waiting, reason: str) -> Result | None:
        """Put a lost request back in front, or return its failure after the last attempt."""
        waiting.attempts += 1
        self._sleep(PAUSE_SECONDS * waiting.attempts)
        if waiting.attempts < ATTEMPTS and self.backlog.give_back(waiting):
            return None
        times = f"The model server ended {waiting.attempts} times without an answer."
        return Result(reason=f"ClientError: {times} {reason}")

    def _finish(self, request: AsynchronousRequest, result: Result) -> None:
        asynchronous_result.finish(request, result, config=self._config, variant=self._fleet.variant)

    def _start(self, work: Any, *arguments: Any, name: str) -> None:
        context = self.backlog.context.copy()
        threading.Thread(target=context.run, args=(work, *arguments), name=name, daemon=True).start()
