"""The model servers of one endpoint configuration: production variants by weight, and a shadow of them."""

import random
from collections.abc import Callable
from typing import Any

from local.hosting import metrics
from local.hosting.capture import Capture, CaptureSettings
from local.hosting.in_flight import InFlight
from local.hosting.invocation import Invocation, Outcome, ask
from local.hosting.model_server import INVOCATION_SECONDS, ModelServer
from local.hosting.shadow_variant import ShadowVariant
from local.hosting.variants import Variants, server_of, startup_seconds, weight_of
from local.sagemaker.errors import ServiceError
from local.sagemaker.records import Record
from local.settings import Settings


class Fleet:
    """Starts on `launch`, which either brings every variant up or leaves no process behind.

    One process answers for all instances of a variant: their number is recorded.
    """

    def __init__(self, *, endpoint: str, settings: Settings) -> None:
        self.config_name = ""
        self.in_flight = InFlight()
        self._endpoint = endpoint
        self._settings = settings
        self._variants = Variants()
        self._servers: dict[str, ModelServer] = {}
        self._shadow: ShadowVariant | None = None
        self._capture: Capture | None = None
        self._capture_settings: CaptureSettings | None = None
        self._stopped = False

    def launch(self, config: Record) -> None:
        """Start the variants of an EndpointConfig record; `ServiceError` if one does not come up."""
        self.config_name = config["EndpointConfigName"]
        self._capture_settings = CaptureSettings.of(config)
        if self._capture_settings is not None:
            self._capture = Capture(settings=self._capture_settings, endpoint=self._endpoint)
        try:
            for variant in config["ProductionVariants"]:
                self._launch_variant(variant)
            for variant in config.get("ShadowProductionVariants", []):
                self._launch_shadow(variant)
        except ServiceError:
            self.stop()
            raise

    def serve(self) -> None:
        """Hear that the deployment is past its alarms; a fleet that fetches its requests begins now."""

    def answer(self, invocation: Invocation, *, target: str | None) -> tuple[metrics.Served, Outcome]:
        """Ask the target variant, or one by weight; then capture the pair and mirror the request."""
        name, server = self.choose(variant=target)
        captured = self._capture is not None and self._capture.samples()
        outcome = ask(server, invocation)
        if captured and self._capture is not None:
            self._capture.add(name, invocation, outcome)
        if self._shadow is not None:
            self._shadow.offer(invocation, captured=captured)
        return self._served(name), outcome

    def choose(
        self, *, variant: str | None, pick: Callable[[], float] = random.random
    ) -> tuple[str, ModelServer]:
        """Return the named variant, or one drawn by weight. `pick` gives a number in [0, 1)."""
        if variant is not None:
            if variant not in self._servers:
                raise ServiceError(
                    code="ValidationError", message=f"Variant {variant} not found for the endpoint."
                )
            return variant, self._servers[variant]
        name = self._variants.drawn(pick=pick)
        return name, self._servers[name]

    def weigh(self, weights: dict[str, float]) -> None:
        """Change how traffic is shared between running variants."""
        self._variants.weigh(weights)

    def resize(self, counts: dict[str, int]) -> None:
        """Record how many instances the variants stand for."""
        self._variants.resize(counts)

    def ensure_running(self) -> None:
        """Begin to start again whatever has died."""
        for server in self._every_server():
            server.ensure_running()

    def broken(self) -> str | None:
        """Return why production cannot be served: a server that ends again and again. None while it can."""
        for name, server in self._servers.items():
            if server.keeps_ending():
                return f"The model server of {name} keeps ending. {server.said()}"
        return None

    def retire(self, *, seconds: float = INVOCATION_SECONDS) -> None:
        """End every process once the requests in flight are answered, after `seconds` in any case."""
        self.in_flight.drain(seconds=seconds)
        if self._shadow is not None:
            self._shadow.drain()
        self.stop()

    def stop(self) -> None:
        """End every process now; what was captured is still written."""
        self._stopped = True
        for server in self._every_server():
            server.stop()
        if self._shadow is not None:
            self._shadow.stop()
        if self._capture is not None:
            self._capture.close()

    def pids(self) -> dict[str, int | None]:
        """Return the process id of each production variant."""
        return {name: server.pid for name, server in self._servers.items()}

    def summary(self) -> list[dict[str, Any]]:
        """Return what DescribeEndpoint says about the production variants."""
        return self._variants.summary()

    def described(self) -> dict[str, Any]:
        """Return the members of DescribeEndpoint that this fleet answers for."""
        capture = self._capture_settings
        return {
            "ProductionVariants": self.summary(),
            "ShadowProductionVariants": [self._shadow.summary()] if self._shadow else None,
            "DataCaptureConfig": capture.summary() if capture else None,
        }

    def _launch_variant(self, variant: dict[str, Any]) -> None:
        server = server_of(variant, endpoint=self._endpoint, settings=self._settings)
        self._servers[self._variants.add(variant)] = server
        self._bring_up(server, variant)

    def _launch_shadow(self, variant: dict[str, Any]) -> None:
        self._shadow = ShadowVariant(
            served=self._served(variant["VariantName"]),
            server=server_of(variant, endpoint=self._endpoint, settings=self._settings),
            weight=weight_of(variant),
            production_weight=sum(self._variants.weights.values()),
            capture=self._capture,
        )
        self._bring_up(self._shadow.server, variant)

    def _bring_up(self, server: ModelServer, variant: dict[str, Any]) -> None:
        # Looked at after the server is known: whoever stops the fleet now stops this server too.
        if self._stopped:
            raise ServiceError(message="The endpoint was deleted while it was deployed.")
        server.start(seconds=startup_seconds(variant))

    def _every_server(self) -> list[ModelServer]:
        return [*self._servers.values(), *([self._shadow.server] if self._shadow else [])]

    def _served(self, variant: str) -> metrics.Served:
        return metrics.Served(endpoint=self._endpoint, variant=variant, config=self.config_name)
