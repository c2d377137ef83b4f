"""prod's network has no way out, and the other environments have none to pay for."""

from typing import Any

import pytest

from tests.stacks.reading import as_list, each, only


@pytest.fixture
def network(templates: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return templates["Prod-Network"]


def types(template: dict[str, Any]) -> set[str]:
    return {resource["Type"] for resource in template["Resources"].values()}


def test_only_who_asks_has_a_network(templates: dict[str, dict[str, Any]]) -> None:
    there = [name for name in templates if name.endswith("-Network")]
    assert there == ["Accelerated-Network", "Prod-Network"]


def test_nothing_leads_to_the_internet(network: dict[str, Any]) -> None:
    assert types(network) & {"AWS::EC2::InternetGateway", "AWS::EC2::NatGateway", "AWS::EC2::Route"} == set()


def test_there_is_a_private_subnet_in_each_of_two_zones(network: dict[str, Any]) -> None:
    subnets = [subnet["Properties"] for _, subnet in each({"": network}, "AWS::EC2::Subnet")]
    assert [subnet["MapPublicIpOnLaunch"] for subnet in subnets] == [False, False]
    assert len({str(subnet["AvailabilityZone"]) for subnet in subnets}) == 2


def test_only_the_services_that_the_proxy_and_studio_call_are_paid_for(network: dict[str, Any]) -> None:
    endpoints = [endpoint["Properties"] for _, endpoint in each({"": network}, "AWS::EC2::VPCEndpoint")]
    names = sorted(str(e["ServiceName"]) for e in endpoints if e["VpcEndpointType"] == "Interface")
    proxy, studio = ("sagemaker.runtime", "sqs", "ssm", "xray"), ("kms", "logs", "sagemaker.api", "sts")
    assert names == sorted(f"com.amazonaws.us-east-1.{name}" for name in (*proxy, *studio))
    assert [e["VpcEndpointType"] for e in endpoints].count("Gateway") == 1


def test_all_traffic_is_logged(network: dict[str, Any]) -> None:
    assert only(network, "AWS::EC2::FlowLog")["Properties"]["TrafficType"] == "ALL"


def test_the_flow_log_waits_until_its_role_may_write(network: dict[str, Any]) -> None:
    policies = [where.strip("/") for where, _ in each({"": network}, "AWS::IAM::ManagedPolicy")]
    assert set(policies) <= set(only(network, "AWS::EC2::FlowLog")["DependsOn"])


def statements(network: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    endpoints = [endpoint["Properties"] for _, endpoint in each({"": network}, "AWS::EC2::VPCEndpoint")]
    found = [endpoint for endpoint in endpoints if endpoint["VpcEndpointType"] == kind]
    return [statement for endpoint in found for statement in endpoint["PolicyDocument"]["Statement"]]


def test_interface_endpoints_serve_this_account_only(network: dict[str, Any]) -> None:
    ours = {"StringEquals": {"aws:PrincipalAccount": {"Ref": "AWS::AccountId"}}}
    assert [statement["Condition"] for statement in statements(network, "Interface")] == [ours] * 8


def test_nothing_is_carried_to_a_bucket_of_another_account(network: dict[str, Any]) -> None:
    own, layers = statements(network, "Gateway")
    assert own["Condition"] == {"StringEquals": {"aws:ResourceAccount": {"Ref": "AWS::AccountId"}}}
    assert layers["Resource"] == "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"
    assert layers["Action"] == "s3:GetObject"


def test_what_a_user_of_studio_may_do_in_s3_passes_the_gateway(templates: dict[str, dict[str, Any]]) -> None:
    """A role's permission is worth nothing where the endpoint's policy lacks it."""
    own = {
        action
        for _, policy in each({"": templates["Prod-Studio"]}, "AWS::IAM::ManagedPolicy")
        if "/Role-" in policy["Metadata"]["aws:cdk:path"]
        for statement in policy["Properties"]["PolicyDocument"]["Statement"]
        for action in as_list(statement["Action"])
        if action.startswith("s3:")
    }
    passing = statements(templates["Prod-Network"], "Gateway")[0]
    assert own
    assert own <= set(passing["Action"])


def test_groups_let_tls_out_and_only_the_vpc_in(network: dict[str, Any]) -> None:
    for where, group in each({"": network}, "AWS::EC2::SecurityGroup"):
        for rule in group["Properties"].get("SecurityGroupIngress", []):
            assert (rule["CidrIp"], rule["FromPort"], rule["ToPort"]) == ("10.42.0.0/16", 443, 443), where
        for rule in group["Properties"]["SecurityGroupEgress"]:
            assert rule["ToPort"] in (443, 86), where  # CDK writes "nothing" as an impossible ICMP rule


def test_nothing_uses_the_vpcs_default_group(templates: dict[str, dict[str, Any]]) -> None:
    prod = {name: template for name, template in templates.items() if name.startswith("Prod-")}
    assert "DefaultSecurityGroup" not in str(prod)
    for where, function in each({"": templates["Prod-Api"]}, "AWS::Lambda::Function"):
        inside = function["Properties"]["Handler"] != "features.handler.handle"
        assert bool(function["Properties"].get("VpcConfig", {}).get("SecurityGroupIds")) == inside, where
