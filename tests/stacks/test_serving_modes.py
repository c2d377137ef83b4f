"""What each mode declares, and what it does not."""

import json
from pathlib import Path
from typing import Any

import pytest

import config
from config.watch import Watch
from tests.stacks.reading import Template, absent, below, each, only

SCALING = ("AWS::ApplicationAutoScaling::ScalableTarget", "AWS::ApplicationAutoScaling::ScalingPolicy")


@pytest.fixture
def modes(templates: dict[str, Template]) -> dict[str, Template]:
    prefix = "Modes-Serving-"
    return {name.removeprefix(prefix): t for name, t in templates.items() if name.startswith(prefix)}


@pytest.fixture
def prod(templates: dict[str, Template]) -> Template:
    return templates["Prod-Serving-breast-cancer"]


def configuration(template: Template) -> dict[str, Any]:
    return dict(only(template, "AWS::SageMaker::EndpointConfig")["Properties"])


def variant(template: Template) -> dict[str, Any]:
    (found,) = configuration(template)["ProductionVariants"]
    return dict(found)


def policies(template: Template) -> dict[str, dict[str, Any]]:
    found = [r["Properties"] for _, r in each({"": template}, "AWS::ApplicationAutoScaling::ScalingPolicy")]
    return {policy["PolicyName"]: policy for policy in found}


def limits(template: Template) -> tuple[int, int]:
    target = only(template, "AWS::ApplicationAutoScaling::ScalableTarget")["Properties"]
    return target["MinCapacity"], target["MaxCapacity"]


@pytest.mark.parametrize("stack", ["Dev-Serving-breast-cancer", "Local-Serving-breast-cancer"])
def test_a_serverless_endpoint_is_not_scaled_and_its_deployments_are_not_guarded(
    stack: str, templates: dict[str, Template]
) -> None:
    template = templates[stack]
    assert variant(template)["ServerlessConfig"] == {"MaxConcurrency": 5, "MemorySizeInMB": 2048}
    assert "DeploymentConfig" not in only(template, "AWS::SageMaker::Endpoint")["Properties"]
    assert absent(template, *SCALING)
    alarm = only(template, "AWS::CloudWatch::Alarm")["Properties"]
    assert alarm["MetricName"] == "ModelProblems", "what callers see, which is no alarm of the endpoint's"


def test_prod_has_two_instances_in_an_isolated_container_in_the_vpc(prod: Template) -> None:
    assert (variant(prod)["InitialInstanceCount"], variant(prod)["InstanceType"]) == (2, "ml.m5.large")
    model = only(prod, "AWS::SageMaker::Model")["Properties"]
    assert model["EnableNetworkIsolation"] is True
    assert len(model["VpcConfig"]["Subnets"]) == 2


def test_prod_scales_between_two_and_six_by_concurrency_with_cooldowns(prod: Template) -> None:
    assert limits(prod) == (2, 6)
    (policy,) = policies(prod).values()
    tracking = policy["TargetTrackingScalingPolicyConfiguration"]
    assert (tracking["ScaleInCooldown"], tracking["ScaleOutCooldown"]) == (300, 60)
    metric = tracking["PredefinedMetricSpecification"]["PredefinedMetricType"]
    assert metric == "SageMakerVariantConcurrentRequestsPerModelHighResolution"


def test_an_update_keeps_the_instances_that_scaling_has_reached_and_nothing_else(prod: Template) -> None:
    endpoint = only(prod, "AWS::SageMaker::Endpoint")["Properties"]
    assert endpoint["RetainAllVariantProperties"] is True
    excluded = {each["VariantPropertyType"] for each in endpoint["ExcludeRetainedVariantProperties"]}
    assert excluded == {"DataCaptureConfig", "DesiredWeight"}


def test_prod_captures_data_encrypted_where_its_role_may_write(prod: Template) -> None:
    capture = configuration(prod)["DataCaptureConfig"]
    assert (capture["EnableCapture"], capture["InitialSamplingPercentage"]) == (True, 20)
    assert capture["DestinationS3Uri"]["Fn::Join"][1][-1] == "/captured"
    assert "KmsKeyId" in capture


def test_a_shadow_gets_copies_is_captured_and_has_a_model_of_its_own(modes: dict[str, Template]) -> None:
    template = modes["realtime"]
    (shadow,) = configuration(template)["ShadowProductionVariants"]
    assert (shadow["VariantName"], shadow["InitialVariantWeight"]) == ("Shadow", 1)
    assert shadow["InstanceType"] == variant(template)["InstanceType"]
    assert shadow["ModelName"] != variant(template)["ModelName"]
    assert configuration(template)["DataCaptureConfig"]["EnableCapture"] is True
    model = template["Resources"][shadow["ModelName"]["Fn::GetAtt"][0]]["Properties"]["PrimaryContainer"]
    assert "ShadowModelDataUrl" in str(model["ModelDataUrl"])
    assert model["Environment"]["LAB2API_MODEL_VERSION"] == {"Ref": "ShadowModelVersion"}


def test_an_asynchronous_endpoint_answers_below_its_own_prefix_and_announces_it(
    modes: dict[str, Template],
) -> None:
    config = configuration(modes["async"])["AsyncInferenceConfig"]
    assert config["ClientConfig"] == {"MaxConcurrentInvocationsPerInstance": 4}
    output = config["OutputConfig"]
    assert output["S3OutputPath"]["Fn::Join"][1][2:] == ["/async/modes-", {"Ref": "ModelName"}, "/out/"]
    assert output["S3FailurePath"]["Fn::Join"][1][2:] == ["/async/modes-", {"Ref": "ModelName"}, "/failed/"]
    topics = output["NotificationConfig"]
    assert topics["SuccessTopic"] == topics["ErrorTopic"]
    assert "IncludeInferenceResponseIn" not in topics


def test_an_asynchronous_endpoint_reads_jobs_writes_below_its_prefix_and_publishes_and_no_other_does(
    modes: dict[str, Template],
) -> None:
    asked, answered, told = (
        execution_statement(modes["async"], sid) for sid in ("ReadRequests", "WriteAnswers", "Announce")
    )
    assert (asked["Action"], asked["Resource"]["Fn::Join"][1][-1]) == ("s3:GetObject", "/jobs/*")
    assert answered["Action"] == "s3:PutObject"
    assert answered["Resource"]["Fn::Join"][1][1:] == ["/async/modes-", {"Ref": "ModelName"}, "/*"]
    topic = configuration(modes["async"])["AsyncInferenceConfig"]["OutputConfig"]["NotificationConfig"]
    assert (told["Action"], told["Resource"]) == ("sns:Publish", topic["SuccessTopic"])
    key = configuration(modes["async"])["AsyncInferenceConfig"]["OutputConfig"]["KmsKeyId"]
    encryption = execution_statement(modes["async"], "Encryption")
    assert (encryption["Action"], encryption["Resource"]) == (["kms:Decrypt", "kms:GenerateDataKey"], key)
    for model in ("serverless", "realtime", "component", "learners"):
        assert "sns:Publish" not in json.dumps(modes[model])


def execution_statement(template: Template, sid: str) -> dict[str, Any]:
    policy = below(template, "Hosting/Role/Allowed", "AWS::IAM::ManagedPolicy")["Properties"]
    (found,) = (one for one in policy["PolicyDocument"]["Statement"] if one["Sid"] == sid)
    return dict(found)


def test_an_asynchronous_endpoint_scales_by_backlog_down_to_none_and_wakes(
    modes: dict[str, Template],
) -> None:
    template = modes["async"]
    assert limits(template) == (0, 2)
    load = policies(template)["backlog-per-instance"]["TargetTrackingScalingPolicyConfiguration"]
    assert load["TargetValue"] == 5
    assert load["CustomizedMetricSpecification"]["MetricName"] == "ApproximateBacklogSizePerInstance"
    assert_wakes(template, policy="first-instance", metric="HasBacklogWithoutCapacity")


def test_a_component_has_an_endpoint_without_a_model_whose_instances_go_to_none(
    modes: dict[str, Template],
) -> None:
    template = modes["component"]
    assert "ModelName" not in variant(template)
    assert variant(template)["ManagedInstanceScaling"] == {
        "Status": "ENABLED",
        "MinInstanceCount": 0,
        "MaxInstanceCount": 2,
    }
    assert "ExecutionRoleArn" in configuration(template)


def test_a_component_is_named_like_its_endpoint_and_deployed_with_a_copy_that_proves_it(
    modes: dict[str, Template],
) -> None:
    template = modes["component"]
    component = only(template, "AWS::SageMaker::InferenceComponent")["Properties"]
    endpoint = only(template, "AWS::SageMaker::Endpoint")["Properties"]
    assert component["InferenceComponentName"] == endpoint["EndpointName"]
    assert component["RuntimeConfig"] == {"CopyCount": 1}
    assert component["Specification"]["ComputeResourceRequirements"] == {
        "NumberOfCpuCoresRequired": 0.5,
        "MinMemoryRequiredInMb": 1024,
    }


def test_a_component_scales_by_concurrency_per_copy_down_to_none_and_wakes(
    modes: dict[str, Template],
) -> None:
    template = modes["component"]
    assert limits(template) == (0, 3)
    target = only(template, "AWS::ApplicationAutoScaling::ScalableTarget")["Properties"]
    assert target["ScalableDimension"] == "sagemaker:inference-component:DesiredCopyCount"
    load = policies(template)["concurrency-per-copy"]["TargetTrackingScalingPolicyConfiguration"]
    metric = load["PredefinedMetricSpecification"]["PredefinedMetricType"]
    assert metric == "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution"
    assert_wakes(template, policy="first-copy", metric="NoCapacityInvocationFailures")


def assert_wakes(template: Template, *, policy: str, metric: str) -> None:
    """One request without capacity raises the alarm, whose action adds one; a second one waits for it."""
    steps = policies(template)[policy]["StepScalingPolicyConfiguration"]
    assert steps["AdjustmentType"] == "ChangeInCapacity"
    assert steps["StepAdjustments"] == [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}]
    assert steps["Cooldown"] == 300
    (alarm,) = (
        alarm["Properties"]
        for _, alarm in each({"": template}, "AWS::CloudWatch::Alarm")
        if alarm["Properties"].get("MetricName") == metric
    )
    assert (alarm["Threshold"], alarm["EvaluationPeriods"]) == (1, 1)
    assert alarm["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"
    (action,) = alarm["AlarmActions"]
    acted = template["Resources"][action["Fn::GetAtt"][0]]["Properties"]
    assert acted["PolicyName"] == policy


def test_many_models_are_one_container_over_a_folder(modes: dict[str, Template]) -> None:
    template = modes["learners"]
    container = only(template, "AWS::SageMaker::Model")["Properties"]["PrimaryContainer"]
    assert container["Mode"] == "MultiModel"
    assert "Environment" not in container, "which version answers is the model's to say, not the container's"
    assert absent(template, "AWS::StepFunctions::StateMachine"), "there is no batch transform of many models"
    pattern = template["Parameters"]["ModelDataUrl"]["AllowedPattern"]
    assert pattern.endswith("/)?$")


def test_the_first_of_many_models_lies_in_its_folder_with_its_card(
    modes: dict[str, Template], assembly: Path
) -> None:
    folder = modes["learners"]["Mappings"]["StarterFolder"]["Assets"]["Name"]
    (manifest,) = assembly.glob("assembly-Modes/ModesServinglearners*.assets.json")
    keys = {
        destination["objectKey"]
        for file in json.loads(manifest.read_text())["files"].values()
        for destination in file["destinations"].values()
    }
    assert {f"{folder}/starter.tar.gz", f"{folder}/starter.card.json"} <= keys


def test_a_mock_has_nothing_of_sagemaker_and_nothing_that_costs_though_all_is_watched(
    modes: dict[str, Template],
) -> None:
    assert config.load("modes").watch == Watch(dashboards=True, alarms=True)
    types = {resource["Type"] for resource in modes["mock"]["Resources"].values()}
    assert types == {"AWS::IAM::Policy", "AWS::SSM::Parameter"}
