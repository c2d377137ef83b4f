"""Needs of containers: vCPUs of Fargate, and of EC2's machines for ECS, EKS and Batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cli.declared.kubernetes import pools
from cli.declared.queues import Fleet, fleets
from cli.declared.resource import Resource
from cli.declared.tasks import Service, services
from cli.quotas.need import Need
from config.hardware import UnknownTypeError, facts
from config.quotas import Quota, named, quota

TYPES = (
    "AWS::ECS::Service",
    "AWS::ECS::TaskDefinition",
    "AWS::ECS::CapacityProvider",
    "AWS::Batch::ComputeEnvironment",
    "Custom::KubernetesManifests",
)
FARGATE = "Fargate On-Demand vCPU resource count"


def needs(resources: Sequence[Resource]) -> Iterator[Need]:
    """Count tasks, pools and queues at their maximum."""
    for service in services(resources):
        yield _of_service(service)
    for pool in pools(resources):
        vcpus = pool.vcpus or 0
        yield Need(quota=of_ec2(pool.machine, spot=pool.spot), amount=vcpus, of=pool.where)
    for fleet in fleets(resources):
        yield _of_fleet(fleet)


def of_ec2(machine: str, *, spot: bool) -> Quota:
    """Return EC2's quota of a type."""
    return quota(machine, use="ec2-spot" if spot else "ec2")


def _of_service(service: Service) -> Need:
    most = service.most
    if service.machine is None:
        amount, peak = service.vcpus * most, service.vcpus * most * service.surge
        return Need(quota=named("fargate", FARGATE, unit="vcpus"), amount=amount, peak=peak, of=service.where)
    vcpus = _vcpus(service.machine)
    found = of_ec2(service.machine, spot=False)
    return Need(quota=found, amount=vcpus * most, peak=vcpus * most * service.surge, of=service.where)


def _vcpus(machine: str) -> int:
    """Return a machine's, or one where the catalog does not know it: at least so many."""
    try:
        return facts(machine).vcpus
    except UnknownTypeError:
        return 1


def _of_fleet(fleet: Fleet) -> Need:
    if fleet.machine is None:
        return Need(quota=named("fargate", FARGATE, unit="vcpus"), amount=fleet.most_vcpus, of=fleet.where)
    return Need(quota=of_ec2(fleet.machine, spot=fleet.spot), amount=fleet.most_vcpus, of=fleet.where)
