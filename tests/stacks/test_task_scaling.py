"""Tasks of a model on ECS: any load keeps one, only the idle alarm ends the last, and waking makes one."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_ecs as ecs
from aws_cdk.assertions import Template

from config import Ecs
from stacks.constructs.task_scaling import TaskScaling

ON_FARGATE = {"compute": "ecs", "mode": "ecs", "cpus": 1, "memory_mb": 2048, "max_tasks": 4}
ON_A_GPU = ON_FARGATE | {"launch": "managed-instances", "accelerator": "g6.xlarge", "container": "pytorch"}
ON_NEURON = ON_A_GPU | {"accelerator": "inf2.xlarge", "container": "neuronx"}
TARGET = 8


def resources(kind: str, **serving: Any) -> list[dict[str, Any]]:
    stack = cdk.Stack()
    TaskScaling(
        stack,
        "Scaling",
        serving=Ecs.model_validate({"concurrency_per_task": TARGET, **serving}),
        model="reviews",
        cluster="cluster",
        service=ecs.CfnService(stack, "Service"),
        behind={},
        idle_minutes=15,
    )
    return [one["Properties"] for one in Template.from_stack(stack).find_resources(kind).values()]


def policies(**serving: Any) -> dict[str, dict[str, Any]]:
    kind = "AWS::ApplicationAutoScaling::ScalingPolicy"
    return {one["PolicyName"]: one for one in resources(kind, **serving)}


def load(*, tasks: int, requests: int | None, seconds: float | None, **serving: Any) -> float:
    """Compute what CloudWatch would; None is a minute for which a metric has no value."""
    tracked = policies(**serving)["concurrency-per-task"]["TargetTrackingScalingPolicyConfiguration"]
    (query,) = (one for one in tracked["CustomizedMetricSpecification"]["Metrics"] if one["ReturnData"])
    known = {
        "tasks": tasks,
        "requests": requests,
        "seconds": seconds,
        "FILL": lambda value, instead: instead if value is None else value,
        "IF": lambda condition, then, otherwise: then() if condition else otherwise,
    }
    expression = query["Expression"].replace("IF(tasks > 0, ", "IF(tasks > 0, lambda: ")
    return float(eval(expression, known))  # noqa: S307 - the project's own text


@pytest.mark.parametrize(
    ("tasks", "requests", "seconds"), [(0, None, None), (0, 60, 0.1), (1, None, None), (1, 0, None)]
)
def test_the_load_of_what_may_sleep_is_little_and_never_nothing(
    tasks: int, requests: int | None, seconds: float | None
) -> None:
    """Target tracking asks for tasks x load / target, rounded up: with 0 it would end what has just begun."""
    found = load(min_tasks=0, tasks=tasks, requests=requests, seconds=seconds, **ON_FARGATE)
    assert 0 < found < TARGET / 50


def test_the_load_of_what_always_runs_is_what_was_measured() -> None:
    assert load(tasks=2, requests=600, seconds=0.4, **ON_FARGATE) == pytest.approx(600 * 0.4 / 60 / 2)
    assert load(tasks=1, requests=None, seconds=None, **ON_FARGATE) == 0


@pytest.mark.parametrize(("serving", "seconds"), [(ON_FARGATE, 300), (ON_A_GPU, 900), (ON_NEURON, 900)])
def test_waking_makes_one_task_however_often_it_is_asked_for(serving: dict[str, Any], seconds: int) -> None:
    steps = policies(min_tasks=0, **serving)["first-task"]["StepScalingPolicyConfiguration"]
    assert (steps["AdjustmentType"], steps["Cooldown"]) == ("ExactCapacity", seconds)
    assert steps["StepAdjustments"] == [{"MetricIntervalLowerBound": 0, "ScalingAdjustment": 1}]


@pytest.mark.parametrize(("serving", "minutes"), [(ON_FARGATE, 15), (ON_A_GPU, 15), (ON_NEURON, 60)])
def test_nothing_is_ended_before_it_could_have_started(serving: dict[str, Any], minutes: int) -> None:
    alarms = resources("AWS::CloudWatch::Alarm", min_tasks=0, **serving)
    (idle,) = (alarm for alarm in alarms if alarm["ComparisonOperator"] == "LessThanThreshold")
    assert idle["EvaluationPeriods"] == minutes
