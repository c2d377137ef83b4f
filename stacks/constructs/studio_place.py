"""Where a Studio domain lies: it needs a VPC even where its apps run on AWS's own network."""

from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_ec2 as ec2
from constructs import Construct

from stacks.constructs.private_network import PrivateNetwork

EMPTY_VPC, SUBNETS = "10.255.255.0/26", ("10.255.255.0/27", "10.255.255.32/27")


def place(scope: Construct, *, network: PrivateNetwork | None, inside: bool) -> dict[str, Any]:
    """Return the domain's properties of where apps run: `inside` our subnets, or on AWS's network.

    VpcId and SubnetIds may be left away for domains of SageMaker Unified Studio only (API reference,
    CreateDomain). With internet access nothing is in them but a home file system, which this domain has not.
    """
    access = "VpcOnly" if inside else "PublicInternetOnly"
    if network is None:
        return {"app_network_access_type": access, **_empty(scope)}
    subnets = [subnet.subnet_id for subnet in network.vpc.isolated_subnets]
    return {"app_network_access_type": access, "vpc_id": network.vpc.vpc_id, "subnet_ids": subnets}


def _empty(scope: Construct) -> dict[str, Any]:
    """Make a VPC that nothing is in: it has no way in or out, and costs nothing."""
    vpc = ec2.CfnVPC(scope, "Empty", cidr_block=EMPTY_VPC)
    subnets = [
        ec2.CfnSubnet(
            scope,
            f"Empty{number}",
            vpc_id=vpc.attr_vpc_id,
            cidr_block=block,
            availability_zone=cdk.Fn.select(number, cdk.Fn.get_azs()),
            map_public_ip_on_launch=False,
        )
        for number, block in enumerate(SUBNETS)
    ]
    return {"vpc_id": vpc.attr_vpc_id, "subnet_ids": [subnet.attr_subnet_id for subnet in subnets]}
