"""Choices that no committed environment makes synthesize as well: tests/stacks/elsewhere.py."""

import pytest

from tests.stacks.reading import Synthesized, Template, absent, below, each, identity_statements, only


@pytest.fixture(scope="module")
def varied(abroad: Synthesized) -> dict[str, Template]:
    return abroad.templates


def test_without_snapstart_there_is_no_version_to_publish(varied: dict[str, Template]) -> None:
    assert absent(varied["Prod-Api"], "AWS::Lambda::Version")
    assert not absent(varied["Workbench-Api"], "AWS::Lambda::Version")


def test_a_firewall_is_one_line_of_settings(varied: dict[str, Template]) -> None:
    assert only(varied["Workbench-Api"], "AWS::WAFv2::WebACLAssociation")


def test_people_sign_in_by_one_line_of_settings(varied: dict[str, Template]) -> None:
    assert only(varied["Workbench-Api"], "AWS::ApiGateway::Authorizer")


def test_another_region_is_a_setting_and_is_named_nowhere_else(varied: dict[str, Template]) -> None:
    for name, template in varied.items():
        assert "us-east-1" not in str(template), name


def test_aws_own_container_finds_our_functions(varied: dict[str, Template]) -> None:
    model = below(varied["Dev-Serving-breast-cancer"], "Hosting", "AWS::SageMaker::Model")
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
    statements = [s for _, s in identity_statements({"": varied["Dev-Training"]})]
    (read,) = (s for s in statements if s["Sid"] == "ReadSource")
    (listing,) = (s for s in statements if s["Sid"] == "ListSource")
    prefix = listing["Condition"]["StringEquals"]["s3:prefix"]
    assert listing["Action"] == "s3:ListBucket"
    assert prefix in str(read["Resource"])


def test_as_many_zones_as_asked_for(varied: dict[str, Template]) -> None:
    subnets = [subnet["Properties"] for _, subnet in each({"": varied["Prod-Network"]}, "AWS::EC2::Subnet")]
    assert len({str(subnet["AvailabilityZone"]) for subnet in subnets}) == 3
    assert len({subnet["CidrBlock"] for subnet in subnets}) == 3
