"""Models on ECS: what a task is and may do, how it scales down to none and back, and what AWS would take."""

import json
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from tests.stacks.reading import Synthesized, Template, as_list, below, each, only

TASK, SERVICE = "AWS::ECS::TaskDefinition", "AWS::ECS::Service"


FARGATE, GPU = "Accelerated-Serving-reviews-fargate", "Accelerated-Serving-reviews-ecs"
"""Both sleep while nobody asks."""
NEURON = "P5-Serving-tasks"
"""It always runs."""


@pytest.fixture(scope="module")
def models(templates: dict[str, Template], chips: Synthesized) -> dict[str, Template]:
    return {stack: (templates | chips.templates)[stack] for stack in (FARGATE, GPU, NEURON)}


def containers(template: Template) -> dict[str, dict[str, Any]]:
    return {one["Name"]: one for one in only(template, TASK)["Properties"]["ContainerDefinitions"]}


def test_ecs_would_register_every_task_definition(models: dict[str, Template]) -> None:
    """By botocore's own model of RegisterTaskDefinition; what CloudFormation fills in is any text."""
    shape = botocore.session.get_session().get_service_model("ecs").operation_model("RegisterTaskDefinition")
    for template in models.values():
        properties = {k: v for k, v in only(template, TASK)["Properties"].items() if k != "Tags"}
        request = api_names(properties) | {"family": "model"}
        request.setdefault("tags", [])
        assert shape.input_shape is not None
        report = ParamValidator().validate(request, shape.input_shape)
        assert not report.has_errors(), report.generate_report()


def test_the_model_is_fetched_before_it_is_served(models: dict[str, Template]) -> None:
    for template in models.values():
        fetch, serve = containers(template)["fetch"], containers(template)["serve"]
        assert (fetch["Essential"], serve["Essential"]) == (False, True)
        assert serve["DependsOn"] == [{"ContainerName": "fetch", "Condition": "SUCCESS"}]
        assert fetch["MountPoints"][0]["ContainerPath"] == serve["MountPoints"][0]["ContainerPath"]
        assert fetch["Image"] == {"Ref": "JobsImage"}, "boto3 is in no other image of ours"


def test_the_own_image_serves_as_nobody_special_on_a_disk_it_cannot_write(
    models: dict[str, Template],
) -> None:
    serve = containers(models[FARGATE])["serve"]
    assert serve["Image"] == {"Ref": "Image"}
    assert serve["User"] == "10001:10001"
    assert serve["ReadonlyRootFilesystem"] is True
    assert serve["MountPoints"][0]["ReadOnly"] is True
    assert serve["LinuxParameters"]["Capabilities"] == {"Drop": ["ALL"]}


def test_the_variables_are_those_that_the_register_names(models: dict[str, Template]) -> None:
    names = {
        variable["Name"]
        for template in models.values()
        for container in containers(template).values()
        for variable in container["Environment"]
    }
    own = {"LAB2API_MODEL_DATA_URL", "LAB2API_MODEL_VERSION"}
    chips = {"LAB2API_DEVICE", "TS_DEFAULT_STARTUP_TIMEOUT", "NEURON_RT_NUM_CORES"}
    code = {"SAGEMAKER_PROGRAM", "SAGEMAKER_SUBMIT_DIRECTORY", "SAGEMAKER_MODEL_SERVER_WORKERS"}
    assert names == own | code | chips


def test_accelerators_are_asked_for_and_served_by_awss_containers(models: dict[str, Template]) -> None:
    gpu, neuron = containers(models[GPU])["serve"], containers(models[NEURON])["serve"]
    assert gpu["ResourceRequirements"] == [{"Type": "GPU", "Value": "1"}]
    assert neuron["ResourceRequirements"] == [{"Type": "NeuronDevice", "Value": "ALL"}]
    assert "pytorch-inference" in gpu["Image"]
    assert "neuronx" in neuron["Image"]
    for model, machine in ((GPU, "g6.xlarge"), (NEURON, "inf2.xlarge")):
        provider = only(models[model], "AWS::ECS::CapacityProvider")["Properties"]
        launched = provider["ManagedInstancesProvider"]["InstanceLaunchTemplate"]
        assert launched["InstanceRequirements"]["AllowedInstanceTypes"] == [machine]
        assert "ClusterName" in provider


def test_a_deployment_that_fails_is_rolled_back(models: dict[str, Template]) -> None:
    for template in models.values():
        service = only(template, SERVICE)["Properties"]
        how = service["DeploymentConfiguration"]
        assert how["DeploymentCircuitBreaker"] == {"Enable": True, "Rollback": True}
        assert how["Alarms"]["Rollback"] is True
        assert how["MinimumHealthyPercent"] == 100
        assert "DesiredCount" not in service, "it would undo what scaling has done"


def test_tasks_have_no_public_address_and_no_shell(models: dict[str, Template]) -> None:
    for template in models.values():
        service = only(template, SERVICE)["Properties"]
        assert service["NetworkConfiguration"]["AwsvpcConfiguration"]["AssignPublicIp"] == "DISABLED"
        assert not service.get("EnableExecuteCommand")


def test_the_container_may_read_its_model_and_nothing_else(models: dict[str, Template]) -> None:
    policy = below(models[FARGATE], "Roles/Task", "AWS::IAM::ManagedPolicy")["Properties"]["PolicyDocument"]
    assert [as_list(one["Action"]) for one in policy["Statement"]] == [["s3:GetObject"], ["kms:Decrypt"]]


def test_the_only_wildcard_is_ecrs_log_in(models: dict[str, Template]) -> None:
    for template in models.values():
        for where, policy in each({"": template}, "AWS::IAM::ManagedPolicy", "AWS::IAM::Policy"):
            for statement in policy["Properties"]["PolicyDocument"]["Statement"]:
                if statement["Resource"] == "*":
                    assert statement["Action"] == "ecr:GetAuthorizationToken", where


def test_what_may_sleep_is_put_to_sleep_and_woken(models: dict[str, Template]) -> None:
    target = only(models[FARGATE], "AWS::ApplicationAutoScaling::ScalableTarget")["Properties"]
    assert (target["MinCapacity"], target["ServiceNamespace"]) == (0, "ecs")
    found = alarms(models[FARGATE])
    asleep, idle = found["Wake"], found["Idle"]
    assert (asleep["MetricName"], asleep["Namespace"], asleep["Threshold"]) == ("Asleep", "lab2api", 1)
    assert asleep["Dimensions"] == [{"Name": "Model", "Value": {"Ref": "ModelName"}}]
    assert (idle["EvaluationPeriods"], idle["ComparisonOperator"]) == (15, "LessThanThreshold")
    steps = {
        policy["Properties"]["PolicyName"]: policy["Properties"]["StepScalingPolicyConfiguration"]
        for _, policy in each({"": models[FARGATE]}, "AWS::ApplicationAutoScaling::ScalingPolicy")
        if policy["Properties"]["PolicyType"] == "StepScaling"
    }
    assert steps["first-task"]["StepAdjustments"][0]["ScalingAdjustment"] == 1
    assert steps["no-task"]["AdjustmentType"] == "ExactCapacity"
    assert steps["no-task"]["StepAdjustments"][0]["ScalingAdjustment"] == 0


def test_what_always_runs_has_no_alarm_that_ends_it(models: dict[str, Template]) -> None:
    assert set(alarms(models[NEURON])) == {"Errors", "Sick", "Problems"}


def test_load_is_requests_in_work_a_task(models: dict[str, Template]) -> None:
    policy = only(models[NEURON], "AWS::ApplicationAutoScaling::ScalingPolicy")["Properties"]
    tracked = policy["TargetTrackingScalingPolicyConfiguration"]
    assert tracked["TargetValue"] == 4
    queries = {one["Id"]: one for one in tracked["CustomizedMetricSpecification"]["Metrics"]}
    assert (
        queries["each"]["Expression"] == "IF(tasks > 0, FILL(requests, 0) * FILL(seconds, 0) / 60 / tasks, 0)"
    )
    assert [name for name, one in queries.items() if one["ReturnData"]] == ["each"]


def test_the_api_finds_the_model_once_its_service_is_there(models: dict[str, Template]) -> None:
    entry = only(models[FARGATE], "AWS::SSM::Parameter")
    value = "".join(
        one if isinstance(one, str) else "<>" for one in entry["Properties"]["Value"]["Fn::Join"][1]
    )
    assert json.loads(value)["mode"] == "ecs"
    assert json.loads(value)["url"] == "https://models.example.com/models/<>"
    assert any(name.startswith("Service") for name in entry["DependsOn"])


def alarms(template: Template) -> dict[str, dict[str, Any]]:
    """Alarms by the construct that declared them."""
    return {
        alarm["Metadata"]["aws:cdk:path"].removesuffix("/Resource").rpartition("/")[2]: alarm["Properties"]
        for _, alarm in each({"": template}, "AWS::CloudWatch::Alarm")
    }


def api_names(value: Any) -> Any:
    """CloudFormation's names as the API's: the first letter is small; what it fills in is a text."""
    if isinstance(value, dict):
        if any(name == "Ref" or name.startswith("Fn::") for name in value):
            return "text"
        return {name[0].lower() + name[1:]: api_names(one) for name, one in value.items()}
    return [api_names(one) for one in value] if isinstance(value, list) else value
