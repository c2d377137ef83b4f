"""Rows of containers: Fargate, machines of ECS, EKS and Batch, and the control plane."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cli.cost.quantity import Quantity, by_use, hours, scaled
from cli.cost.row import Row, of_machine, of_service
from cli.declared.kubernetes import Pods, deployments, pools
from cli.declared.queues import Fleet, fleets
from cli.declared.resource import Resource, of_type
from cli.declared.tasks import Service, services
from config.hardware import UnknownTypeError, facts

FAMILY = "containers"
TYPES = (
    "AWS::ECS::Service",
    "AWS::ECS::TaskDefinition",
    "AWS::ECS::CapacityProvider",
    "AWS::EKS::Cluster",
    "AWS::Batch::ComputeEnvironment",
    "Custom::KubernetesManifests",
)
MANAGED_INSTANCES = "ECS Managed Instances: AWS's fee beside the machine"
AUTO_MODE = "EKS Auto Mode: AWS's fee beside each machine"
"""By type of machine, on the services' pricing pages; in no source here."""


def rows(resources: Sequence[Resource], *, region: str) -> Iterator[Row]:
    """Assume one task or pod with a machine of its own on each, the most that it can cost."""
    for service in services(resources):
        yield from _service(service, region=region)
    for cluster in of_type(resources, "AWS::EKS::Cluster"):
        yield of_service(
            "cluster-hour", family=FAMILY, resource=cluster.where, what="EKS control plane", quantity=hours()
        )
        # Its own small machine is of a type that Auto Mode chooses.
        yield _machines(
            cluster.where, None, what="machine of the cluster's own pods", quantity=hours(), region=region
        )
        yield _fee(cluster.where, AUTO_MODE, quantity=hours())
    for pods in deployments(resources):
        yield _pods(pods, region=region)
    for fleet in fleets(resources):
        yield _fleet(fleet, region=region)
    yield from _empty_pools(resources, region=region)


def _service(service: Service, *, region: str) -> Iterator[Row]:
    tasks = scaled(least=service.least, most=service.most, weekend=service.least)
    if service.machine:
        what = f"{service.least} to {service.most} x {service.machine}"
        yield _machines(service.where, service.machine, what=what, quantity=tasks, region=region)
        yield _fee(service.where, MANAGED_INSTANCES, quantity=tasks)
        return
    for name, unit, amount in (
        ("fargate-vcpu-hour", "vCPU", service.vcpus),
        ("fargate-gb-hour", "GB", service.memory_gb),
    ):
        what = f"Fargate, {service.least} to {service.most} tasks of {amount:g} {unit}"
        quantity = tasks * amount
        yield of_service(name, family=FAMILY, resource=service.where, what=what, quantity=quantity)


def _machines(where: str, machine: str | None, *, what: str, quantity: Quantity, region: str) -> Row:
    return of_machine(
        machine, use="ec2", region=region, family=FAMILY, resource=where, what=what, quantity=quantity
    )


def _pods(pods: Pods, *, region: str) -> Row:
    quantity = scaled(least=pods.least, most=pods.most, weekend=pods.least)
    what = f"{pods.least} to {pods.most} pods on {pods.machine or 'machines that Auto Mode chooses'}"
    return _machines(pods.where, pods.machine, what=what, quantity=quantity, region=region)


def _fleet(fleet: Fleet, *, region: str) -> Row:
    """Price vCPU hours as the share of a machine that they are."""
    vcpus = _vcpus(fleet.machine)
    spot = "spot costs less: this is the price on demand." if fleet.spot else ""
    used = by_use(lambda usage: usage.batch_vcpu_hours / vcpus)
    return of_machine(
        fleet.machine,
        use="ec2",
        region=region,
        family=FAMILY,
        resource=fleet.where,
        what=f"array jobs on {fleet.machine or 'Fargate'}",
        quantity=used + hours(fleet.least_vcpus / vcpus),
        note=spot,
    )


def _vcpus(machine: str | None) -> int:
    try:
        return facts(machine).vcpus if machine else 1
    except UnknownTypeError:
        return 1


def _fee(where: str, what: str, *, quantity: Quantity) -> Row:
    return Row(family=FAMILY, resource=where, what=what, unit="fee", price=None, quantity=quantity)


def _empty_pools(resources: Sequence[Resource], *, region: str) -> Iterator[Row]:
    """Name pools that no Deployment of the templates uses: jobs that a person starts."""
    used = {pods.machine for pods in deployments(resources)}
    for pool in pools(resources):
        if pool.machine not in used:
            quantity = by_use(lambda usage: usage.job_hours)
            what = f"jobs on {pool.machine}"
            yield _machines(pool.where, pool.machine, what=what, quantity=quantity, region=region)
