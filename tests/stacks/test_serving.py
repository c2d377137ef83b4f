"""One template serves any model: serverless in dev, two guarded instances in prod."""

import json
from typing import Any

import pytest

from tests.stacks.reading import absent, each, only

ENVIRONMENTS = ["Dev", "Local", "Prod"]


@pytest.fixture(params=ENVIRONMENTS)
def serving(request: pytest.FixtureRequest, templates: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return templates[f"{request.param}-Serving-breast-cancer"]


@pytest.fixture
def prod(templates: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return templates["Prod-Serving-breast-cancer"]


def variant(template: dict[str, Any]) -> dict[str, Any]:
    (found,) = only(template, "AWS::SageMaker::EndpointConfig")["Properties"]["ProductionVariants"]
    return dict(found)


def environment_of(template: dict[str, Any]) -> str:
    tags = only(template, "AWS::SageMaker::Model")["Properties"]["Tags"]
    return next(str(tag["Value"]) for tag in tags if tag["Key"] == "environment")


def test_the_parameters_default_to_the_starter(serving: dict[str, Any]) -> None:
    defaults = {name: parameter["Default"] for name, parameter in serving["Parameters"].items()}
    defaults.pop("BootstrapVersion")
    assert defaults == {
        "ModelName": "breast-cancer",
        "ModelDataUrl": "",
        "CardUrl": "",
        "ModelVersion": "starter",
        "Image": f"/lab2api/{environment_of(serving)}/image",
    }


def test_another_model_needs_only_other_parameters(serving: dict[str, Any]) -> None:
    """The model's name is in no id and no value, so the same template can be another stack."""
    resources = json.dumps(
        {
            name: {key: value for key, value in resource.items() if key != "Metadata"}
            for name, resource in serving["Resources"].items()
        }
    )
    assert "breast" not in resources
    assert not any("Export" in output for output in serving.get("Outputs", {}).values())


def test_the_endpoint_keeps_its_name_whatever_it_serves(serving: dict[str, Any]) -> None:
    name = only(serving, "AWS::SageMaker::Endpoint")["Properties"]["EndpointName"]
    assert name["Fn::Join"][1][1] == {"Ref": "ModelName"}
    assert "ModelName" not in only(serving, "AWS::SageMaker::Model")["Properties"]
    assert "EndpointConfigName" not in only(serving, "AWS::SageMaker::EndpointConfig")["Properties"]


def test_the_image_is_read_anew_at_each_deploy_and_imported_from_no_stack(serving: dict[str, Any]) -> None:
    container = only(serving, "AWS::SageMaker::Model")["Properties"]["PrimaryContainer"]
    assert container["Image"] == {"Ref": "Image"}
    assert serving["Parameters"]["Image"]["Type"] == "AWS::SSM::Parameter::Value<String>"


def test_the_starter_is_an_archive_by_name(serving: dict[str, Any]) -> None:
    url = only(serving, "AWS::SageMaker::Model")["Properties"]["PrimaryContainer"]["ModelDataUrl"]
    assert ".tar.gz" in str(url["Fn::Join"][1][1]["Fn::If"][1])


def test_the_model_is_created_after_its_role_may_read_it(serving: dict[str, Any]) -> None:
    policies = {
        where.strip("/")
        for where, policy in each({"": serving}, "AWS::IAM::ManagedPolicy")
        if where.startswith("/HostingRole")
    }
    assert policies <= set(only(serving, "AWS::SageMaker::Model")["DependsOn"])


def test_a_role_stays_within_iams_ten_managed_policies(templates: dict[str, dict[str, Any]]) -> None:
    attached: dict[str, int] = {}
    for where, policy in each(templates, "AWS::IAM::ManagedPolicy"):
        for role in policy["Properties"]["Roles"]:
            name = f"{where.partition('/')[0]} {role}"
            attached[name] = attached.get(name, 0) + 1
    assert max(attached.values()) <= 10


def test_the_api_learns_of_a_model_only_when_it_is_in_service(serving: dict[str, Any]) -> None:
    entry = only(serving, "AWS::SSM::Parameter")
    assert [name for name in entry["DependsOn"] if name.startswith("HostingEndpoint")]
    text = "".join(
        part if isinstance(part, str) else "x" for part in entry["Properties"]["Value"]["Fn::Join"][1]
    )
    assert set(json.loads(text)) == {"endpoint", "version", "card"}


def test_two_models_policies_do_not_overwrite_each_other_on_the_proxys_role(serving: dict[str, Any]) -> None:
    (policy,) = (policy["Properties"] for _, policy in each({"": serving}, "AWS::IAM::Policy"))
    assert {"Ref": "ModelName"} in policy["PolicyName"]["Fn::Join"][1]


@pytest.mark.parametrize("environment", ["Dev", "Local"])
def test_dev_and_local_scale_to_zero(environment: str, templates: dict[str, dict[str, Any]]) -> None:
    template = templates[f"{environment}-Serving-breast-cancer"]
    assert variant(template)["ServerlessConfig"] == {"MaxConcurrency": 5, "MemorySizeInMB": 2048}
    assert absent(template, "AWS::CloudWatch::Alarm", "AWS::ApplicationAutoScaling::ScalableTarget")


def test_prod_has_two_instances_in_an_isolated_container_in_the_vpc(prod: dict[str, Any]) -> None:
    assert (variant(prod)["InitialInstanceCount"], variant(prod)["InstanceType"]) == (2, "ml.m5.large")
    model = only(prod, "AWS::SageMaker::Model")["Properties"]
    assert model["EnableNetworkIsolation"] is True
    assert len(model["VpcConfig"]["Subnets"]) == 2


def test_prod_scales_between_two_and_six_with_cooldowns(prod: dict[str, Any]) -> None:
    target = only(prod, "AWS::ApplicationAutoScaling::ScalableTarget")["Properties"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (2, 6)
    policy = only(prod, "AWS::ApplicationAutoScaling::ScalingPolicy")["Properties"]
    tracking = policy["TargetTrackingScalingPolicyConfiguration"]
    assert (tracking["ScaleInCooldown"], tracking["ScaleOutCooldown"]) == (300, 60)


def test_prod_captures_data_encrypted_where_its_role_may_write(prod: dict[str, Any]) -> None:
    capture = only(prod, "AWS::SageMaker::EndpointConfig")["Properties"]["DataCaptureConfig"]
    assert (capture["EnableCapture"], capture["InitialSamplingPercentage"]) == (True, 20)
    assert capture["DestinationS3Uri"]["Fn::Join"][1][-1] == "/captured"
    assert "KmsKeyId" in capture


def test_prod_watches_errors_and_latency_and_rolls_a_bad_model_back(prod: dict[str, Any]) -> None:
    alarms = [alarm["Properties"] for _, alarm in each({"": prod}, "AWS::CloudWatch::Alarm")]
    assert {alarm["MetricName"] for alarm in alarms} == {"Invocation5XXErrors", "ModelLatency"}
    (latency,) = (alarm for alarm in alarms if alarm["MetricName"] == "ModelLatency")
    assert (latency["Threshold"], latency["ExtendedStatistic"]) == (500_000, "p99")
    assert all(alarm["AlarmActions"] for alarm in alarms)
    deployment = only(prod, "AWS::SageMaker::Endpoint")["Properties"]["DeploymentConfig"]
    assert len(deployment["AutoRollbackConfiguration"]["Alarms"]) == 2
