"""Needs of things that an account or a region has so many of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from cli.declared.resource import Resource, of_type
from cli.declared.studio import seats
from cli.quotas.need import Need
from config.quotas import named

COUNTED = {
    "AWS::SageMaker::Pipeline": ("sagemaker", "Maximum number of pipelines allowed per account"),
    "AWS::SageMaker::ModelPackageGroup": (
        "sagemaker",
        "Maximum number of SageMaker Model Package Groups allowed per account",
    ),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": (
        "elasticloadbalancing",
        "Application Load Balancers per Region",
    ),
    "AWS::EKS::Cluster": ("eks", "Clusters"),
    "AWS::EC2::VPC": ("vpc", "VPCs per Region"),
    "AWS::IAM::Role": ("iam", "Roles per account"),
    "AWS::IAM::ManagedPolicy": ("iam", "Customer managed policies per account"),
    "AWS::S3::Bucket": ("s3", "General purpose buckets"),
}
TYPES = (*COUNTED, "AWS::EC2::VPCEndpoint", "AWS::Lambda::Function")
UNRESERVED = 100
"""Of the account's concurrency, which AWS keeps for functions that reserve none."""


def needs(resources: Sequence[Resource]) -> Iterator[Need]:
    """Count resources by type; those of one person are counted with that person."""
    people = list(seats(resources))
    personal = {
        "AWS::IAM::Role": sum(seat.roles for seat in people),
        "AWS::IAM::ManagedPolicy": sum(seat.policies for seat in people),
    }
    for type_, (service, name) in COUNTED.items():
        amount = len(of_type(resources, type_)) - personal.get(type_, 0)
        yield Need(quota=named(service, name), amount=amount, of=type_)
    yield from _endpoints(resources)
    yield from _reserved(resources)


def _endpoints(resources: Sequence[Resource]) -> Iterator[Need]:
    interfaces = Counter(
        one.stack
        for one in of_type(resources, "AWS::EC2::VPCEndpoint")
        if one.properties.get("VpcEndpointType") == "Interface"
    )
    most = max(interfaces.values(), default=0)
    yield Need(quota=named("vpc", "Interface VPC endpoints per VPC"), amount=most, of="AWS::EC2::VPCEndpoint")


def _reserved(resources: Sequence[Resource]) -> Iterator[Need]:
    reserved = sum(
        int(one.properties.get("ReservedConcurrentExecutions") or 0)
        for one in of_type(resources, "AWS::Lambda::Function")
    )
    amount = reserved + UNRESERVED if reserved else 0
    yield Need(quota=named("lambda", "Concurrent executions"), amount=amount, of="reserved by functions")
