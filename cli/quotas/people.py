"""Needs of Studio: for each person profile, space, role with its policies, an open app; and the domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cli.declared.resource import Resource, of_type
from cli.declared.studio import Seat, seats
from cli.quotas.need import Need
from config.quotas import named, quota

TYPES = (
    "AWS::SageMaker::Domain",
    "AWS::SageMaker::UserProfile",
    "AWS::SageMaker::Space",
    "Custom::CanvasSettings",
)
PROFILES = "Maximum number of Studio user profiles allowed per account"
SPACES = "Maximum number of Studio spaces allowed per account"
CANVAS = "Canvas Apps running on system instances"


def needs(resources: Sequence[Resource]) -> Iterator[Need]:
    """Assume that everybody works at once."""
    domains = of_type(resources, "AWS::SageMaker::Domain")
    for domain in domains:
        yield Need(quota=named("sagemaker", "Total domains"), amount=1, of=domain.where)
    for seat in seats(resources):
        yield from _of_one(seat)


def _of_one(seat: Seat) -> Iterator[Need]:
    counted = {
        named("sagemaker", PROFILES): 1,
        named("sagemaker", SPACES): seat.spaces,
        named("sagemaker", CANVAS): int(seat.canvas),
        named("iam", "Roles per account"): seat.roles,
        named("iam", "Customer managed policies per account"): seat.policies,
    }
    if seat.machine:
        counted[quota(seat.machine, use="studio")] = 1
    for found, amount in counted.items():
        yield Need(quota=found, amount=amount, of=seat.where, each_seat=True)
