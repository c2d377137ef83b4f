"""ECS services: how many tasks of what size, on Fargate or on machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cli.declared.intrinsics import text
from cli.declared.resource import Resource, of_type

DIMENSION = "ecs:service:DesiredCount"


@dataclass(frozen=True, kw_only=True)
class Service:
    """`machine` is None on Fargate; on a machine one task each is assumed, the most that it can cost."""

    where: str
    vcpus: float
    memory_gb: float
    least: int
    most: int
    machine: str | None
    surge: float
    """How far a deployment may go beyond the tasks that are wanted: 2.0 is twice as many."""


def services(resources: Sequence[Resource]) -> Iterator[Service]:
    """Read every service."""
    for service in of_type(resources, "AWS::ECS::Service"):
        tasks = service.beside(resources, type="AWS::ECS::TaskDefinition")
        definition = next((t for t in tasks if t.is_named_by(service.properties.get("TaskDefinition"))), None)
        size = definition.properties if definition else {}
        desired = int(service.properties.get("DesiredCount", 1))
        least, most = _scaling(service, resources) or (desired, desired)
        deployment = service.properties.get("DeploymentConfiguration", {})
        yield Service(
            where=service.where,
            vcpus=float(size.get("Cpu", 0)) / 1024,
            memory_gb=float(size.get("Memory", 0)) / 1024,
            least=least,
            most=most,
            machine=_machine(service, resources),
            surge=float(deployment.get("MaximumPercent", 200)) / 100,
        )


def _scaling(service: Resource, resources: Sequence[Resource]) -> tuple[int, int] | None:
    targets = service.beside(resources, type="AWS::ApplicationAutoScaling::ScalableTarget")
    for target in (one.properties for one in targets):
        about = text(target.get("ResourceId", ""))
        if target.get("ScalableDimension") == DIMENSION and f"{service.logical_id}." in about:
            return int(target["MinCapacity"]), int(target["MaxCapacity"])
    return None


def _machine(service: Resource, resources: Sequence[Resource]) -> str | None:
    """Return the type of the service's own capacity provider, `unknown` where it allows several."""
    strategy = service.properties.get("CapacityProviderStrategy", [])
    for provider in service.beside(resources, type="AWS::ECS::CapacityProvider"):
        if any(provider.is_named_by(one.get("CapacityProvider")) for one in strategy):
            managed = provider.properties.get("ManagedInstancesProvider", {})
            template = managed.get("InstanceLaunchTemplate", {})
            allowed = template.get("InstanceRequirements", {}).get("AllowedInstanceTypes", [])
            return str(allowed[0]) if len(allowed) == 1 and "*" not in allowed[0] else "unknown"
    return None
