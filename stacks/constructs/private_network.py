"""Where a function or an endpoint may live, whoever declares the place."""

from typing import Protocol

from aws_cdk import aws_ec2 as ec2


class PrivateNetwork(Protocol):
    """Where a function or an endpoint may live: a VPC without internet and its security group."""

    @property
    def vpc(self) -> ec2.IVpc:
        """The VPC."""

    @property
    def security_group(self) -> ec2.ISecurityGroup:
        """The group of those who call out."""
