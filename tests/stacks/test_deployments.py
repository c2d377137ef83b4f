"""Every endpoint on instances takes a new model guarded: on part of the traffic, watched, back on alarm."""

import json
from typing import Any

import pytest

from tests.stacks.reading import Template, each, only

BLUE_GREEN = [
    "Prod-Serving-breast-cancer",
    "Workbench-Serving-breast-cancer",
    "Modes-Serving-realtime",
    "Modes-Serving-async",
    "Modes-Serving-learners",
    "Modes-Serving-reviews",
    "Accelerated-Serving-breast-cancer",
    "Accelerated-Serving-reviews-neuron",
    "Accelerated-Serving-writer",
]
COMPONENT = "Modes-Serving-component"
COPIES = [COMPONENT, "Accelerated-Serving-reviews"]
GUARDED = [*BLUE_GREEN, *COPIES]


def alarms(template: Template) -> dict[str, dict[str, Any]]:
    """Logical id to properties, of the alarms that guard a deployment."""
    resource = template["Resources"]
    return {name: resource[name]["Properties"] for name in guards(template)}


def guards(template: Template) -> list[str]:
    deployed = [
        resource["Properties"]["DeploymentConfig"]
        for _, resource in each(
            {"": template}, "AWS::SageMaker::Endpoint", "AWS::SageMaker::InferenceComponent"
        )
        if "DeploymentConfig" in resource["Properties"]
    ]
    (config,) = deployed
    return [alarm["AlarmName"]["Ref"] for alarm in config["AutoRollbackConfiguration"]["Alarms"]]


def test_every_mode_on_instances_is_guarded(templates: dict[str, Template]) -> None:
    on_instances = {
        where.partition("/")[0]
        for where, config in each(templates, "AWS::SageMaker::EndpointConfig")
        if "InstanceType" in config["Properties"]["ProductionVariants"][0]
    }
    assert on_instances == set(GUARDED)


@pytest.mark.parametrize("stack", GUARDED)
def test_the_alarms_are_there_before_the_first_deployment(stack: str, templates: dict[str, Template]) -> None:
    template = templates[stack]
    kind = "InferenceComponent" if stack in COPIES else "Endpoint"
    assert set(guards(template)) <= set(only(template, f"AWS::SageMaker::{kind}")["DependsOn"])


@pytest.mark.parametrize(
    ("stack", "measured", "microseconds"),
    [
        (
            "Prod-Serving-breast-cancer",
            {"Invocation5XXErrors", "InvocationModelErrors", "ModelLatency"},
            500_000,
        ),
        ("Modes-Serving-async", {"InvocationFailures", "ModelLatency"}, 60_000_000),
        (COMPONENT, {"Invocation5XXErrors", "InvocationModelErrors", "ModelLatency"}, 500_000),
    ],
)
def test_errors_of_the_api_of_the_model_and_its_slowness_roll_back(
    stack: str, measured: set[str], microseconds: int, templates: dict[str, Template]
) -> None:
    found = [alarm for alarm in alarms(templates[stack]).values() if "MetricName" in alarm]
    assert {alarm["MetricName"] for alarm in found} == measured
    (latency,) = (alarm for alarm in found if alarm["MetricName"] == "ModelLatency")
    assert (latency["Threshold"], latency["ExtendedStatistic"]) == (microseconds, "p99")
    assert all(alarm["TreatMissingData"] == "notBreaching" for alarm in found)


@pytest.mark.parametrize("stack", GUARDED)
def test_people_hear_once_of_what_rolls_back(stack: str, templates: dict[str, Template]) -> None:
    template = templates[stack]
    trouble = only(template, "AWS::CloudWatch::CompositeAlarm")["Properties"]
    assert trouble["AlarmActions"]
    for name, alarm in alarms(template).items():
        assert f'"{name}"' in json.dumps(trouble["AlarmRule"])
        assert "AlarmActions" not in alarm


@pytest.mark.parametrize("stack", COPIES)
def test_a_components_alarms_watch_the_component_and_not_the_endpoint_it_shares(
    stack: str, templates: dict[str, Template]
) -> None:
    for alarm in alarms(templates[stack]).values():
        assert [dimension["Name"] for dimension in alarm["Dimensions"]] == ["InferenceComponentName"]


@pytest.mark.parametrize("stack", ["Prod-Serving-breast-cancer", "Modes-Serving-realtime"])
def test_what_the_new_version_says_rolls_it_back_when_it_leaves_its_band(
    stack: str, templates: dict[str, Template]
) -> None:
    (alarm,) = (alarm for alarm in alarms(templates[stack]).values() if "Metrics" in alarm)
    (outside,) = (part for part in alarm["Metrics"] if "Expression" in part)
    watched = {part["Id"]: part["MetricStat"] for part in alarm["Metrics"] if "MetricStat" in part}
    minimum, maximum = ("0.05", "0.8") if stack.startswith("Prod") else ("0.02", "0.9")
    band = f"(said < {minimum} OR said > {maximum})"
    assert outside["Expression"] == f"IF(requests >= 20 AND {band}, 1, 0)"
    assert {name: metric["Stat"] for name, metric in watched.items()} == {
        "said": "Average",
        "requests": "SampleCount",
    }
    said = watched["said"]
    assert watched["requests"]["Metric"] == said["Metric"]
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (1, "GreaterThanOrEqualToThreshold")
    assert (said["Metric"]["Namespace"], said["Metric"]["MetricName"]) == ("lab2api", "PredictedShare")
    assert {d["Name"]: d["Value"] for d in said["Metric"]["Dimensions"]} == {
        "Model": {"Ref": "ModelName"},
        "Version": {"Ref": "ModelVersion"},
        "Label": "malignant",
    }


@pytest.mark.parametrize("stack", BLUE_GREEN)
def test_an_endpoint_takes_a_canary_first(stack: str, templates: dict[str, Template]) -> None:
    policy = only(templates[stack], "AWS::SageMaker::Endpoint")["Properties"]["DeploymentConfig"]
    update = policy["BlueGreenUpdatePolicy"]
    traffic = update["TrafficRoutingConfiguration"]
    assert traffic["Type"] == "CANARY"
    assert traffic["CanarySize"]["Type"] == "CAPACITY_PERCENT"
    assert traffic["CanarySize"]["Value"] <= 50
    waits = 2 * traffic["WaitIntervalInSeconds"] + update["TerminationWaitInSeconds"]
    assert waits < update["MaximumExecutionTimeoutInSeconds"]


@pytest.mark.parametrize("stack", COPIES)
def test_a_component_is_replaced_copy_by_copy_and_back_at_once(
    stack: str, templates: dict[str, Template]
) -> None:
    component = only(templates[stack], "AWS::SageMaker::InferenceComponent")["Properties"]
    update = component["DeploymentConfig"]["RollingUpdatePolicy"]
    assert update["MaximumBatchSize"] == {"Type": "CAPACITY_PERCENT", "Value": 50}
    assert update["RollbackMaximumBatchSize"] == {"Type": "CAPACITY_PERCENT", "Value": 100}
    assert "DeploymentConfig" not in only(templates[stack], "AWS::SageMaker::Endpoint")["Properties"]
