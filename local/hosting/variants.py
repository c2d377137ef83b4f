"""The production variants of an endpoint: how traffic is shared between them, and the instances of each."""

import random
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from local.hosting import container
from local.hosting.container_log import ContainerLog
from local.hosting.model_server import ModelServer
from local.sagemaker.errors import ServiceError
from local.settings import Settings

HEALTH_CHECK_SECONDS = 60
"""How long a variant may take to answer its first ping where its configuration does not say."""


class Variants:
    """Numbers by the name of a variant; `instances` are recorded, as one process may answer for all."""

    def __init__(self) -> None:
        self.weights: dict[str, float] = {}
        self.instances: dict[str, int] = {}

    def add(self, variant: dict[str, Any]) -> str:
        """Take one as its configuration has it; return its name."""
        name: str = variant["VariantName"]
        self.weights[name] = weight_of(variant)
        self.instances[name] = int(variant.get("InitialInstanceCount", 1))
        return name

    def weigh(self, weights: dict[str, float]) -> None:
        """Change how traffic is shared."""
        self._require_known(weights)
        self.weights |= weights

    def resize(self, counts: dict[str, int]) -> None:
        """Record how many instances the variants stand for."""
        self._require_known(counts)
        self.instances |= counts

    def drawn(self, *, pick: Callable[[], float] = random.random) -> str:
        """Return one by weight. `pick` gives a number in [0, 1)."""
        remaining = pick() * sum(self.weights.values())
        for name, weight in self.weights.items():
            remaining -= weight
            if remaining < 0:
                return name
        return next(reversed(self.weights))

    def summary(self) -> list[dict[str, Any]]:
        """Return what DescribeEndpoint says about them."""
        return [
            {
                "VariantName": name,
                "CurrentWeight": weight,
                "DesiredWeight": weight,
                "CurrentInstanceCount": self.instances.get(name, 1),
                "DesiredInstanceCount": self.instances.get(name, 1),
            }
            for name, weight in self.weights.items()
        ]

    def _require_known(self, named: Iterable[str]) -> None:
        if unknown := set(named) - self.weights.keys():
            raise ServiceError(message=f"The endpoint has no variant {', '.join(sorted(unknown))}.")


def weight_of(variant: dict[str, Any]) -> float:
    """Return the share of traffic that a configuration gives a variant."""
    return float(variant.get("InitialVariantWeight", 1.0))


def startup_seconds(settings: dict[str, Any]) -> float:
    """Return how long a server may take to answer its first ping, by its variant or component."""
    seconds: float = settings.get("ContainerStartupHealthCheckTimeoutInSeconds", HEALTH_CHECK_SECONDS)
    return seconds


def server_of(variant: dict[str, Any], *, endpoint: str, settings: Settings) -> ModelServer:
    """Return a server of a variant's model, not yet started."""
    name = variant["VariantName"]
    return container.server_of(
        container.container_of(variant["ModelName"]),
        base=settings.state / "endpoints" / f"{endpoint}-{name}-{uuid.uuid4().hex[:8]}",
        settings=settings,
        log=ContainerLog(endpoint=endpoint, variant=name),
    )
