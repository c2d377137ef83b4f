"""The fleet of an asynchronous endpoint: a process an instance, fed by the endpoint's backlog."""

import logging
from collections.abc import Callable
from typing import Any

from ministack.core.concurrency import spawn_background

from local.hosting import backlogs
from local.hosting.copies import Copies, started
from local.hosting.fleet import Fleet
from local.hosting.model_server import ModelServer
from local.hosting.variants import server_of, startup_seconds
from local.sagemaker.errors import ServiceError
from local.sagemaker.records import Record, records
from local.settings import Settings

LONGEST_SECONDS = 3600.0
"""The most that InvocationTimeoutSeconds allows a request."""

logger = logging.getLogger("lab2api")

_REFUSED = "Endpoint {name} takes asynchronous requests only: use InvokeEndpointAsync."


class AsynchronousFleet(Fleet):
    """One variant, as SageMaker recommends; `resize` changes its number of processes, down to none."""

    def __init__(self, *, endpoint: str, settings: Settings) -> None:
        super().__init__(endpoint=endpoint, settings=settings)
        self._copies: Copies | None = None
        self._config: dict[str, Any] = {}
        self.variant = ""

    def launch(self, config: Record) -> None:
        """Start the instances of the one variant; `ServiceError` if one does not come up."""
        self.config_name, self._config = config["EndpointConfigName"], config["AsyncInferenceConfig"]
        variants = config["ProductionVariants"]
        if len(variants) != 1:
            raise ServiceError(message="An asynchronous endpoint runs one production variant here.")
        variant = variants[0]
        self.variant = self._variants.add(variant)
        self._copies = Copies(start=lambda: self._start(variant), drain_seconds=LONGEST_SECONDS)
        try:
            self._copies.scale(self._variants.instances[self.variant])
        except ServiceError:
            self._copies.stop()
            raise

    def serve(self) -> None:
        """Take over the endpoint's backlog."""
        backlogs.serve(self._endpoint, self._config, self)

    @property
    def copies(self) -> Copies:
        """The processes of the variant."""
        if self._copies is None:
            raise LookupError(f"the fleet of {self._endpoint} was not launched")
        return self._copies

    def choose(self, *, variant: str | None, pick: Callable[[], float] = float) -> tuple[str, ModelServer]:
        """Refuse: nobody waits for an asynchronous endpoint's answer."""
        raise ServiceError(code="ValidationError", message=_REFUSED.format(name=self._endpoint))

    def resize(self, counts: dict[str, int]) -> None:
        """Start or drain instances in the background; the endpoint is Updating meanwhile."""
        super().resize(counts)
        if counts:
            records.update("Endpoint", self._endpoint, EndpointStatus="Updating", FailureReason=None)
            spawn_background(self._scale, thread_name="lab2api-instances")

    def ensure_running(self) -> None:
        """Start again whatever has died."""
        self.copies.ensure_running()

    def retire(self, *, seconds: float = LONGEST_SECONDS) -> None:
        """End every process once what it works on is done; each copy waits as long as a request may take."""
        del seconds
        if self._copies is not None:
            self._copies.stop()

    def stop(self) -> None:
        """End every process now."""
        if self._copies is not None:
            self._copies.kill()

    def pids(self) -> dict[str, int | None]:
        """Return the process id of each instance."""
        return {f"{self.variant}-{number}": pid for number, pid in enumerate(self.copies.pids)}

    def summary(self) -> list[dict[str, Any]]:
        """Return what DescribeEndpoint says about the variant: one process is one instance here."""
        return [{**variant, "CurrentInstanceCount": len(self.copies)} for variant in super().summary()]

    def _scale(self) -> None:
        reason = None
        try:
            self.copies.scale(self._variants.instances[self.variant])
        except ServiceError as error:
            logger.warning("endpoint %s: %s", self._endpoint, error.message)
            reason = error.message[:1024]
        backlogs.wake(self._endpoint)
        if records.find_or_none("Endpoint", self._endpoint) is not None:
            records.update(
                "Endpoint",
                self._endpoint,
                EndpointStatus="InService",
                FailureReason=reason,
                ProductionVariants=self.summary(),
            )

    def _start(self, variant: dict[str, Any]) -> ModelServer:
        server = server_of(variant, endpoint=self._endpoint, settings=self._settings)
        return started(server, seconds=startup_seconds(variant))
