"""Rows of the network: endpoints by zone, load balancers, gateways, zones, the firewall."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cli.cost.quantity import by_use, hours, months
from cli.cost.row import Row, many, of_service
from cli.declared.resource import Resource, of_type
from config.usage import HOURS_PER_MONTH

FAMILY = "network"
ENDPOINT, BALANCER, ACL = (
    "AWS::EC2::VPCEndpoint",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::WAFv2::WebACL",
)
TYPES = (ENDPOINT, BALANCER, ACL, "AWS::EC2::NatGateway", "AWS::Route53::HostedZone")


def rows(resources: Sequence[Resource], *, region: str) -> Iterator[Row]:
    """Price what is paid by the hour whether it is used or not, and what goes through it."""
    del region  # one price for all: see --sources
    endpoints = [
        one
        for one in of_type(resources, ENDPOINT)
        if one.properties.get("VpcEndpointType") in ("Interface", "GatewayLoadBalancer")
    ]
    if endpoints:
        yield from _endpoints(endpoints)
    for balancer in of_type(resources, BALANCER):
        yield from _balancer(balancer)
    for gateway in of_type(resources, "AWS::EC2::NatGateway"):
        yield _row("nat-gateway-hour", gateway.where, "NAT gateway")
    for zone in of_type(resources, "AWS::Route53::HostedZone"):
        yield _row("hosted-zone-month", zone.where, "hosted zone")
    for acl in of_type(resources, ACL):
        yield from _firewall(acl)


def _row(name: str, where: str, what: str, *, count: float = 1) -> Row:
    quantity = months(count) if name.endswith("-month") else hours(count)
    return of_service(name, family=FAMILY, resource=where, what=what, quantity=quantity)


def _endpoints(endpoints: Sequence[Resource]) -> Iterator[Row]:
    zones = sum(len(one.properties.get("SubnetIds", [])) or 1 for one in endpoints)
    where = ENDPOINT
    yield _row(
        "vpc-endpoint-hour", where, f"{many(len(endpoints), 'VPC endpoint')}, {zones} in zones", count=zones
    )
    through = by_use(lambda usage: usage.network_gb) * len(endpoints)
    yield of_service(
        "vpc-endpoint-gb", family=FAMILY, resource=where, what="data through them", quantity=through
    )


def _balancer(balancer: Resource) -> Iterator[Row]:
    yield _row("load-balancer-hour", balancer.where, "load balancer")
    yield of_service(
        "load-balancer-unit-hour",
        family=FAMILY,
        resource=balancer.where,
        what="capacity units",
        quantity=by_use(lambda usage: usage.balancer_units * HOURS_PER_MONTH),
    )


def _firewall(acl: Resource) -> Iterator[Row]:
    rules = len(acl.properties.get("Rules", []))
    yield _row("web-acl-month", acl.where, "firewall")
    yield _row("web-acl-rule-month", acl.where, f"its {many(rules, 'rule')}", count=rules)
    yield of_service(
        "web-acl-request",
        family=FAMILY,
        resource=acl.where,
        what="requests inspected",
        quantity=by_use(lambda usage: usage.requests),
    )
