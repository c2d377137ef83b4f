"""The model servers behind one endpoint: one for each production variant, chosen by weight."""

import random
import uuid
from collections.abc import Callable
from typing import Any

from local.hosting import artifact
from local.hosting.container_log import ContainerLog
from local.hosting.model_server import ModelServer
from local.sagemaker.errors import ServiceError
from local.sagemaker.records import Record, records
from local.settings import Settings

HEALTH_CHECK_SECONDS = 60
"""How long a variant may take to answer its first ping where its configuration does not say."""


class Fleet:
    """Starts on `launch`, which either brings every variant up or leaves no process behind."""

    def __init__(self, *, endpoint: str, settings: Settings) -> None:
        self._endpoint = endpoint
        self._settings = settings
        self._servers: dict[str, ModelServer] = {}
        self._weights: dict[str, float] = {}

    def launch(self, config: Record) -> None:
        """Start the variants of an EndpointConfig record; `ServiceError` if one does not come up."""
        try:
            for variant in config["ProductionVariants"]:
                self._launch_variant(variant)
        except ServiceError:
            self.stop()
            raise

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
        remaining = pick() * sum(self._weights.values())
        for name, weight in self._weights.items():
            remaining -= weight
            if remaining < 0:
                return name, self._servers[name]
        name = next(reversed(self._servers))
        return name, self._servers[name]

    def weigh(self, weights: dict[str, float]) -> None:
        """Change how traffic is shared between running variants."""
        unknown = weights.keys() - self._servers.keys()
        if unknown:
            raise ServiceError(message=f"The endpoint has no variant {', '.join(sorted(unknown))}.")
        self._weights |= weights

    def ensure_running(self) -> None:
        """Start again whatever has died."""
        for server in self._servers.values():
            server.ensure_running()

    def stop(self) -> None:
        """End every process."""
        for server in self._servers.values():
            server.stop()
        self._servers = {}

    def pids(self) -> dict[str, int | None]:
        """Return the process id of each variant."""
        return {name: server.pid for name, server in self._servers.items()}

    def summary(self) -> list[dict[str, Any]]:
        """Return what DescribeEndpoint says about the variants: one process is one instance here."""
        return [
            {"VariantName": name, "CurrentWeight": weight, "DesiredWeight": weight, "CurrentInstanceCount": 1}
            for name, weight in self._weights.items()
        ]

    def _launch_variant(self, variant: dict[str, Any]) -> None:
        name, model = variant["VariantName"], records.get("Model", variant["ModelName"])
        container = model.get("PrimaryContainer") or _only(model)
        base = self._settings.state / "endpoints" / f"{self._endpoint}-{name}-{uuid.uuid4().hex[:8]}"
        artifact.place(url=_artifact_url(container), into=base / "model")
        server = ModelServer(
            settings=self._settings,
            log=ContainerLog(endpoint=self._endpoint, variant=name),
            base=base,
            variables=container.get("Environment", {}),
        )
        self._servers[name] = server
        self._weights[name] = float(variant.get("InitialVariantWeight", 1.0))
        server.start(seconds=variant.get("ContainerStartupHealthCheckTimeoutInSeconds", HEALTH_CHECK_SECONDS))


def _only(model: Record) -> dict[str, Any]:
    containers: list[dict[str, Any]] = model.get("Containers", [])
    if len(containers) != 1:
        raise ServiceError(
            message=f"{model['ModelName']}: inference pipelines of several containers run on AWS only."
        )
    return containers[0]


def _artifact_url(container: dict[str, Any]) -> str:
    source = container.get("ModelDataSource", {}).get("S3DataSource", {})
    url = container.get("ModelDataUrl") or (
        source.get("S3Uri") if source.get("CompressionType") == "Gzip" else None
    )
    if not url:
        raise ServiceError(message="The container names no model.tar.gz: set ModelDataUrl.")
    return str(url)
