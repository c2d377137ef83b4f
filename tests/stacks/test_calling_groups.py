"""Who may ask models in containers, and in which zones: by groups of their own, by names of yours."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk.assertions import Template

from config import Environment
from stacks.network import NetworkStack
from tests.config.changed import broken
from tests.config.machines import ECS, loaded, on_cluster


def network(settings: Environment) -> NetworkStack:
    stage = cdk.Stage(cdk.App(), "Stage", env=cdk.Environment(region=settings.region))
    key = kms.Key(cdk.Stack(stage, "Keys"), "Key")
    return NetworkStack(stage, "Network", config=settings, key=key)


def zones(**settings: Any) -> set[str]:
    declared = network(loaded(network={"cidr": "10.42.0.0/16", "availability_zones": 2, **settings}))
    subnets = Template.from_stack(declared).find_resources("AWS::EC2::Subnet").values()
    return {str(subnet["Properties"]["AvailabilityZone"]) for subnet in subnets}


def test_callers_have_a_group_of_their_own_where_models_are_in_containers() -> None:
    declared = network(Environment.model_validate(on_cluster(ECS)))
    assert declared.callers.vpc is declared.vpc
    assert declared.callers.security_group is not declared.security_group


def test_there_is_no_second_group_where_there_are_no_containers() -> None:
    declared = network(loaded())
    assert declared.callers is declared


def test_zones_are_the_ones_that_were_named_or_awss_first() -> None:
    assert zones(zones=["a", "c"]) == {"us-west-2a", "us-west-2c"}
    assert all("Fn::GetAZs" in zone for zone in zones())


@pytest.mark.parametrize("named", [["a"], ["a", "a"], ["a", "b", "c"]])
def test_zones_that_are_not_as_many_as_asked_for_are_refused(named: list[str]) -> None:
    (line,) = broken("prod", network__zones=named)
    assert line.startswith("network.zones: names ")
