"""Security groups of those who call out and are called by nobody: one each, so that one alone is trusted."""

from dataclasses import dataclass

from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from stacks.constructs.private_network import PrivateNetwork


@dataclass(frozen=True, kw_only=True)
class CallingNetwork:
    """The environment's VPC with another group than everybody's."""

    vpc: ec2.IVpc
    security_group: ec2.ISecurityGroup


class CallingGroup(ec2.SecurityGroup):
    """Members open TLS connections; nothing comes in."""

    def __init__(self, scope: Construct, id: str, *, vpc: ec2.IVpc, description: str) -> None:
        super().__init__(scope, id, vpc=vpc, allow_all_outbound=False, description=description)
        self.add_egress_rule(ec2.Peer.any_ipv4(), ec2.Port.tcp(443), "TLS; no route leads outside AWS")


def calling_network(scope: Construct, id: str, *, vpc: ec2.IVpc, description: str) -> PrivateNetwork:
    """Return the VPC as a place with a group of its own."""
    return CallingNetwork(vpc=vpc, security_group=CallingGroup(scope, id, vpc=vpc, description=description))
