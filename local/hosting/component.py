"""One inference component: as many processes of its container as it has copies, none at zero."""

import contextvars
import uuid
from collections.abc import Callable
from typing import Any

from local import metrics
from local.hosting import container
from local.hosting.container_log import ContainerLog
from local.hosting.copies import Copies, Start, started
from local.hosting.model_server import ModelServer
from local.hosting.variants import startup_seconds
from local.sagemaker.errors import ServiceError
from local.settings import Settings

Specification = dict[str, Any]


class ComponentLog(ContainerLog):
    """Group `/aws/sagemaker/InferenceComponents/<component>`, stream `<variant>/local`."""

    def __init__(self, *, component: str, variant: str) -> None:
        super().__init__(endpoint=component, variant=variant)
        self.group = f"/aws/sagemaker/InferenceComponents/{component}"


class Component:
    """Remembers the account and region it was made in, for the threads that come by later."""

    def __init__(self, *, name: str, variant: str, specification: Specification, settings: Settings) -> None:
        self.name = name
        self.context = contextvars.copy_context()
        self._variant = variant
        self._settings = settings
        self.specification = specification
        self._current = self._starter(specification)
        self.copies = Copies(start=self._current)

    def update(self, specification: Specification, *, batch: int, after: Callable[[], None]) -> None:
        """Exchange the copies for those of another specification, new before old.

        Raises what `after` or a copy that does not come up raised, when every copy is the old one again.
        """
        following = self._starter(specification)
        try:
            self.copies.replace(following, batch=batch, after=after)
        except ServiceError:
            self.copies.replace(self._current, batch=batch, after=_nothing)
            raise
        self.specification, self._current = specification, following

    def sample(self, *, at: float) -> None:
        """Put what SageMaker reports about a component at rest as well: its concurrency, and zeros."""
        peak, count = self.copies.take_peak(), len(self.copies)
        if not count:
            return
        values = {
            "ConcurrentRequestsPerCopy": (peak / count, "Count"),
            "InvocationsPerCopy": (0.0, "None"),
            "Invocations": (0.0, "None"),
        }
        metrics.put(values, dimensions={"InferenceComponentName": self.name}, at=at)

    def _starter(self, specification: Specification) -> Start:
        return lambda: self._start(specification)

    def _start(self, specification: Specification) -> ModelServer:
        found = specification.get("Container")
        if found is None:
            found = container.container_of(specification["ModelName"])
        server = container.server_of(
            found,
            base=self._settings.state / "components" / f"{self.name}-{uuid.uuid4().hex[:8]}",
            settings=self._settings,
            log=ComponentLog(component=self.name, variant=self._variant),
        )
        return started(server, seconds=startup_seconds(specification.get("StartupParameters", {})))


def _nothing() -> None:
    """Go on with the next batch at once."""
