"""An asynchronous variant follows its backlog, to zero and back, by a simulated clock."""

import json
from typing import Any

from local import aws
from tests.local.asynchronous_hosted import content, make_asynchronous, resize, send
from tests.local.autoscaling.simulation import Simulation
from tests.local.hosted import settle

MINUTE = 60
TARGET = {
    "ServiceNamespace": "sagemaker",
    "ScalableDimension": "sagemaker:variant:DesiredInstanceCount",
}


def declare(simulation: Simulation, name: str, *, most: int = 1) -> None:
    make_asynchronous(aws.client, name)
    target = {**TARGET, "ResourceId": f"endpoint/{name}/variant/All"}
    simulation.scaling.register_scalable_target(**target, MinCapacity=0, MaxCapacity=most)
    simulation.scaling.put_scaling_policy(
        **target,
        PolicyName="backlog",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 5.0,
            "CustomizedMetricSpecification": {
                "MetricName": "ApproximateBacklogSizePerInstance",
                "Namespace": "AWS/SageMaker",
                "Dimensions": [{"Name": "EndpointName", "Value": name}],
                "Statistic": "Average",
            },
        },
    )
    step: dict[str, Any] = simulation.scaling.put_scaling_policy(
        **target,
        PolicyName="wake",
        PolicyType="StepScaling",
        StepScalingPolicyConfiguration={
            "AdjustmentType": "ChangeInCapacity",
            "StepAdjustments": [{"MetricIntervalLowerBound": 0.0, "ScalingAdjustment": 1}],
        },
    )
    aws.client("cloudwatch").put_metric_alarm(
        AlarmName=f"{name}-backlog", Namespace="AWS/SageMaker", MetricName="HasBacklogWithoutCapacity",
        Dimensions=[{"Name": "EndpointName", "Value": name}], Statistic="Maximum", Period=60,
        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanOrEqualToThreshold",
        TreatMissingData="notBreaching", AlarmActions=[step["PolicyARN"]],
    )  # fmt: skip


def instances(name: str) -> int:
    return int(settle(aws.client, name)["ProductionVariants"][0]["CurrentInstanceCount"])


def test_an_idle_variant_goes_to_zero_and_a_request_that_waits_wakes_it(simulation: Simulation) -> None:
    declare(simulation, "hourly")
    simulation.pass_time(16 * MINUTE)
    assert instances("hourly") == 0
    answer = send(aws.client, "hourly", b"after the night")
    simulation.pass_time(MINUTE)
    assert json.loads(content(aws.client, answer["OutputLocation"]))["body"] == "after the night"
    assert instances("hourly") == 1
    simulation.pass_time(17 * MINUTE)
    assert instances("hourly") == 0


def test_a_backlog_above_the_target_adds_instances(simulation: Simulation) -> None:
    declare(simulation, "swamped", most=3)
    # One instance answers four at once: these keep it, and the backlog, busy for longer than the test needs.
    for _ in range(12):
        send(aws.client, "swamped", b"sleep 3")
    simulation.pass_time(5 * MINUTE)
    assert instances("swamped") == 3


def test_a_request_that_waits_longer_than_it_may_ends_as_a_failure(simulation: Simulation) -> None:
    make_asynchronous(aws.client, "late")
    resize(aws.client, "late", 0)
    answer = send(aws.client, "late", RequestTTLSeconds=60)
    simulation.clock.time += 61
    assert b"RequestTTLSeconds, 60" in content(aws.client, answer["FailureLocation"])
