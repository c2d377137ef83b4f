"""Choices that no committed environment makes synthesize as well, without a finding outside the register."""

import json
from typing import Any

import pytest

import config
from config import Environment
from stacks import build_app
from tests.stacks.reading import Template, absent, below, each, identity_statements, only, template_texts

OPEN_INSTANCE = {
    "mode": "realtime",
    "instance_type": "ml.m5.large",
    "instance_count": 2,
    "network_isolation": False,
}


def variation(name: str, *, api: dict[str, Any] | None = None, **changes: Any) -> Environment:
    """Return dev with another name and other settings."""
    dev = config.load("dev")
    values = {**dev.model_dump(), "name": name, "api": {**dev.api.model_dump(), **(api or {})}, **changes}
    return Environment.model_validate(values)


def wide_network(name: str) -> Environment:
    """Return prod with a third zone."""
    values = config.load("prod").model_dump()
    network = {"cidr": "10.42.0.0/20", "availability_zones": 3}
    values["serving"]["instance_count"] = 3
    return Environment.model_validate({**values, "name": name, "network": network})


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Template]:
    outdir = tmp_path_factory.mktemp("matrix")
    variations = [
        variation("cognito", api={"auth": "cognito"}),
        variation("signed", api={"auth": "iam"}, snap_start=False),
        variation("firewall", api={"waf": True}),
        variation("abroad", image="prebuilt", region="ap-southeast-1", autopilot=None),
        variation("hosted", image="prebuilt", serving=OPEN_INSTANCE, autopilot=None),
        wide_network("wide"),
    ]
    build_app(configs=variations, outdir=str(outdir)).synth()
    return {name: json.loads(text) for name, text in template_texts(outdir).items()}


def test_without_snapstart_there_is_no_version_to_publish(varied: dict[str, Template]) -> None:
    assert absent(varied["Signed-Api"], "AWS::Lambda::Version")
    assert not absent(varied["Cognito-Api"], "AWS::Lambda::Version")


def test_a_firewall_is_one_line_of_settings(varied: dict[str, Template]) -> None:
    assert only(varied["Firewall-Api"], "AWS::WAFv2::WebACLAssociation")


def test_another_region_is_a_setting_and_is_named_nowhere_else(varied: dict[str, Template]) -> None:
    for name, template in varied.items():
        if name.startswith("Abroad-"):
            assert "us-east-1" not in str(template), name


def test_aws_own_container_finds_our_functions(varied: dict[str, Template]) -> None:
    model = below(varied["Abroad-Serving-breast-cancer"], "Hosting", "AWS::SageMaker::Model")
    container = model["Properties"]["PrimaryContainer"]
    assert container["Image"].endswith("/sagemaker-scikit-learn:1.9-0-cpu-py3")
    assert container["Environment"]["SAGEMAKER_PROGRAM"] == "inference.py"


def test_aws_own_container_on_instances_may_reach_the_packages_it_installs(
    varied: dict[str, Template],
) -> None:
    model = below(varied["Hosted-Serving-breast-cancer"], "Hosting", "AWS::SageMaker::Model")["Properties"]
    assert model["EnableNetworkIsolation"] is False
    assert "VpcConfig" not in model


def test_jobs_of_aws_own_container_list_the_code_archive_they_read_and_nothing_beside_it(
    varied: dict[str, Template],
) -> None:
    statements = [s for _, s in identity_statements({"": varied["Abroad-Training"]})]
    (read,) = (s for s in statements if s["Sid"] == "ReadSource")
    (listing,) = (s for s in statements if s["Sid"] == "ListSource")
    prefix = listing["Condition"]["StringEquals"]["s3:prefix"]
    assert listing["Action"] == "s3:ListBucket"
    assert prefix in str(read["Resource"])


def test_as_many_zones_as_asked_for(varied: dict[str, Template]) -> None:
    subnets = [subnet["Properties"] for _, subnet in each({"": varied["Wide-Network"]}, "AWS::EC2::Subnet")]
    assert len({str(subnet["AvailabilityZone"]) for subnet in subnets}) == 3
    assert len({subnet["CidrBlock"] for subnet in subnets}) == 3
