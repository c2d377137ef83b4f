"""The variants of endpoints: on what and how many instances a model is served."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cli.declared.intrinsics import text
from cli.declared.resource import Resource, of_type

DIMENSION = "sagemaker:variant:DesiredInstanceCount"


@dataclass(frozen=True, kw_only=True)
class Variant:
    """`machine` is None where the variant is serverless; then `memory_gb` and `concurrency` are set.

    `initial` instances at a deploy, later between `least` and `most`.
    """

    where: str
    machine: str | None
    initial: int = 0
    least: int = 0
    most: int = 0
    memory_gb: float = 0
    concurrency: int = 0
    replaced: bool = False
    """A deployment brings up a second fleet beside the first: blue/green, which is SageMaker's default."""


def variants(resources: Sequence[Resource]) -> Iterator[Variant]:
    """Read every endpoint that a template declares."""
    configs = of_type(resources, "AWS::SageMaker::EndpointConfig")
    for endpoint in of_type(resources, "AWS::SageMaker::Endpoint"):
        named = endpoint.properties.get("EndpointConfigName")
        for config in endpoint.beside(configs, type="AWS::SageMaker::EndpointConfig"):
            if config.is_named_by(named):
                yield from _variants(endpoint, config, resources)


def _variants(endpoint: Resource, config: Resource, resources: Sequence[Resource]) -> Iterator[Variant]:
    every = (
        *config.properties.get("ProductionVariants", ()),
        *config.properties.get("ShadowProductionVariants", ()),
    )
    rolling = "RollingUpdatePolicy" in endpoint.properties.get("DeploymentConfig", {})
    for declared in every:
        where = f"{config.where}/{declared.get('VariantName', 'variant')}"
        if "ServerlessConfig" in declared:
            serverless = declared["ServerlessConfig"]
            yield Variant(
                where=where,
                machine=None,
                memory_gb=serverless["MemorySizeInMB"] / 1024,
                concurrency=serverless.get("MaxConcurrency", 0),
            )
        else:
            # Without a model the endpoint holds inference components, which are rolled out, not it.
            yield _on_instances(
                where,
                declared,
                scaling=_scaling(endpoint, declared, resources),
                replaced=not rolling and "ModelName" in declared,
            )


def _on_instances(
    where: str, declared: dict[str, Any], *, scaling: tuple[int, int] | None, replaced: bool
) -> Variant:
    initial = int(declared.get("InitialInstanceCount", 1))
    managed = declared.get("ManagedInstanceScaling", {})
    if managed.get("Status") == "ENABLED":
        scaling = (managed.get("MinInstanceCount", 0), managed.get("MaxInstanceCount", initial))
    least, most = scaling or (initial, initial)
    return Variant(
        where=where,
        machine=_machine(declared),
        initial=initial,
        least=int(least),
        most=max(int(most), initial),
        replaced=replaced,
    )


def _machine(declared: dict[str, Any]) -> str:
    """Return the type, of a pool of fallbacks the first."""
    pools = declared.get("InstancePools") or [{}]
    return str(declared.get("InstanceType") or pools[0].get("InstanceType") or "unknown")


def _scaling(
    endpoint: Resource, declared: dict[str, Any], resources: Sequence[Resource]
) -> tuple[int, int] | None:
    for target in endpoint.beside(resources, type="AWS::ApplicationAutoScaling::ScalableTarget"):
        about = text(target.properties.get("ResourceId", ""))
        if target.properties.get("ScalableDimension") == DIMENSION and about.endswith(
            f"/variant/{declared.get('VariantName')}"
        ):
            return int(target.properties["MinCapacity"]), int(target.properties["MaxCapacity"])
    return None
