"""The private load balancer: proxy and worker alone get in, TLS 1.3 only, and each model has its rule."""

from typing import Any

import pytest

from tests.stacks.reading import Resource, Synthesized, Template, absent, as_list, each, only

PREFIX = "AWS::ElasticLoadBalancingV2::"


SHARED = "Accelerated-Containers"
STACKS = [f"Accelerated-Serving-reviews-{name}" for name in ("fargate", "ecs", "eks", "kubernetes")]


@pytest.fixture(scope="module")
def shared(templates: dict[str, Template]) -> Template:
    return templates[SHARED]


@pytest.fixture(scope="module")
def models(templates: dict[str, Template]) -> dict[str, Template]:
    return {stack: templates[stack] for stack in STACKS}


def attributes(resource: Resource, key: str) -> dict[str, str]:
    return {one["Key"]: one["Value"] for one in resource["Properties"][key]}


def test_it_is_inside_the_vpc_and_drops_headers_that_are_none(shared: Template) -> None:
    balancer = only(shared, f"{PREFIX}LoadBalancer")
    assert balancer["Properties"]["Scheme"] == "internal"
    told = attributes(balancer, "LoadBalancerAttributes")
    assert told["routing.http.drop_invalid_header_fields.enabled"] == "true"
    assert (told["access_logs.s3.enabled"], told["access_logs.s3.prefix"]) == ("true", "load-balancer")


@pytest.mark.parametrize(("stack", "protected"), [(SHARED, "false"), ("P5-Containers", "true")])
def test_it_is_protected_where_data_are_kept(
    stack: str, protected: str, templates: dict[str, Template], chips: Synthesized
) -> None:
    balancer = only((templates | chips.templates)[stack], f"{PREFIX}LoadBalancer")
    assert attributes(balancer, "LoadBalancerAttributes")["deletion_protection.enabled"] == protected


def test_it_speaks_tls_1_3_with_the_given_certificate_and_nothing_else(shared: Template) -> None:
    listener = only(shared, f"{PREFIX}Listener")["Properties"]
    assert (listener["Port"], listener["Protocol"]) == (443, "HTTPS")
    assert listener["SslPolicy"] == "ELBSecurityPolicy-TLS13-1-3-2021-06"
    assert listener["Certificates"][0]["CertificateArn"].startswith("arn:aws:acm:us-west-2:")
    assert listener["DefaultActions"][0]["FixedResponseConfig"]["StatusCode"] == "404"


def test_only_the_proxys_group_gets_in_and_only_the_tasks_are_asked(shared: Template) -> None:
    """The groups themselves let nobody in: each rule is a resource that names a group, never a range."""
    groups = [group["Properties"] for _, group in each({"": shared}, "AWS::EC2::SecurityGroup")]
    assert not any("SecurityGroupIngress" in group for group in groups)
    ingress = [rule["Properties"] for _, rule in each({"": shared}, "AWS::EC2::SecurityGroupIngress")]
    assert sorted(rule["FromPort"] for rule in ingress) == [443, 8080]
    by_port = {rule["FromPort"]: rule for rule in ingress}
    assert "Callers" in str(by_port[443]["SourceSecurityGroupId"])
    assert "Balancer" in str(by_port[8080]["SourceSecurityGroupId"])
    assert not any("CidrIp" in rule for rule in ingress)
    egress = only(shared, "AWS::EC2::SecurityGroupEgress")["Properties"]
    assert (egress["FromPort"], egress["ToPort"]) == (8080, 8080)
    assert "Tasks" in str(egress["DestinationSecurityGroupId"])


def test_its_name_is_known_inside_the_vpc_alone(shared: Template) -> None:
    zone = only(shared, "AWS::Route53::HostedZone")["Properties"]
    assert zone["Name"] == "models.example.com."
    assert len(zone["VPCs"]) == 1
    assert only(shared, "AWS::Route53::RecordSet")["Properties"]["Type"] == "A"


def test_each_model_has_a_rule_for_its_path_that_takes_the_prefix_off(models: dict[str, Template]) -> None:
    for template in models.values():
        rule = only(template, f"{PREFIX}ListenerRule")["Properties"]
        [condition], [transform] = rule["Conditions"], rule["Transforms"]
        assert plain(condition["PathPatternConfig"]["Values"][0], template) == f"/models/{name(template)}/*"
        [rewrite] = transform["UrlRewriteConfig"]["Rewrites"]
        assert plain(rewrite["Regex"], template) == f"^/models/{name(template)}/(.*)$"
        assert (transform["Type"], rewrite["Replace"]) == ("url-rewrite", "/$1")


def test_no_two_models_share_a_priority(models: dict[str, Template]) -> None:
    found = [template["Parameters"]["RulePriority"]["Default"] for template in models.values()]
    assert len(set(found)) == len(models)
    assert all(1 <= priority <= 50_000 for priority in found)


def test_targets_are_addresses_that_are_asked_for_ping(models: dict[str, Template]) -> None:
    for template in models.values():
        group = only(template, f"{PREFIX}TargetGroup")["Properties"]
        assert (group["TargetType"], group["Protocol"], group["Port"]) == ("ip", "HTTP", 8080)
        assert (group["HealthCheckPath"], group["Matcher"]) == ("/ping", {"HttpCode": "200"})


def test_fargate_needs_three_more_endpoints_and_instances_of_ecs_another_three(
    templates: dict[str, Template],
) -> None:
    services = {
        str(endpoint["Properties"]["ServiceName"]).removeprefix("com.amazonaws.us-west-2.")
        for _, endpoint in each({"": templates["Accelerated-Network"]}, "AWS::EC2::VPCEndpoint")
    }
    assert {"ecr.api", "ecr.dkr", "logs", "ecs", "ecs-agent", "ecs-telemetry"} <= services


def test_a_platform_without_containers_has_none_of_it(templates: dict[str, Template]) -> None:
    prod = [one for stack, one in templates.items() if stack.startswith("Prod-")]
    assert all(absent(one, f"{PREFIX}LoadBalancer", "AWS::ECS::Cluster") for one in prod)


def name(template: Template) -> str:
    return str(template["Parameters"]["ModelName"]["Default"])


def plain(value: Any, template: Template) -> str:
    """Join a text with the default of the parameter in it."""
    if isinstance(value, str):
        return value
    parts = as_list(value["Fn::Join"][1])
    return "".join(one if isinstance(one, str) else name(template) for one in parts)
