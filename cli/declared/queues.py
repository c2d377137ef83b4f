"""AWS Batch: the machines of a compute environment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cli.declared.resource import Resource, of_type


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """At most so many vCPUs of `machine`; `unknown` where Batch may choose among several types."""

    where: str
    machine: str | None
    least_vcpus: float
    most_vcpus: float
    spot: bool


def fleets(resources: Sequence[Resource]) -> Iterator[Fleet]:
    """Read every compute environment; Fargate's has no machine."""
    for environment in of_type(resources, "AWS::Batch::ComputeEnvironment"):
        compute = environment.properties.get("ComputeResources", {})
        kind, types = str(compute.get("Type", "EC2")), compute.get("InstanceTypes", [])
        machine = types[0] if len(types) == 1 and "." in types[0] else "unknown"
        yield Fleet(
            where=environment.where,
            machine=None if kind.startswith("FARGATE") else machine,
            least_vcpus=float(compute.get("MinvCpus", 0)),
            most_vcpus=float(compute.get("MaxvCpus", 0)),
            spot=kind.endswith("SPOT"),
        )
