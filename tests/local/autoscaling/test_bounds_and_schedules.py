"""Bounds, suspensions and scheduled actions hold a target's capacity."""

import pytest
from botocore.exceptions import ClientError

from tests.local.autoscaling.simulation import NAMED, Simulation

HOUR = 3600


def test_scheduled_actions_close_at_night_and_open_in_the_morning(simulation: Simulation) -> None:
    simulation.declare("office", copies=1)
    target = {**NAMED, "ResourceId": "inference-component/office"}
    hour = int(simulation.clock.time // HOUR) % 24
    for name, later, bounds in (("night", 1, (0, 0)), ("morning", 3, (2, 2))):
        simulation.scaling.put_scheduled_action(
            **target,
            ScheduledActionName=name,
            Schedule=f"cron(0 {(hour + later) % 24} * * ? *)",
            Timezone="UTC",
            ScalableTargetAction={"MinCapacity": bounds[0], "MaxCapacity": bounds[1]},
        )
    simulation.pass_time(HOUR + 60, step=60)
    assert simulation.copies("office") == 0
    simulation.pass_time(2 * HOUR, step=60)
    assert simulation.copies("office") == 2
    described = simulation.scaling.describe_scheduled_actions(ServiceNamespace="sagemaker")[
        "ScheduledActions"
    ]
    assert [action["ScheduledActionName"] for action in described] == ["night", "morning"]


def test_new_bounds_move_the_capacity_between_them(simulation: Simulation) -> None:
    simulation.declare("bounded", copies=0)
    target = {**NAMED, "ResourceId": "inference-component/bounded"}
    simulation.scaling.register_scalable_target(**target, MinCapacity=2, MaxCapacity=3)
    assert simulation.copies("bounded") == 2
    simulation.scaling.register_scalable_target(**target, MinCapacity=0, MaxCapacity=1)
    assert simulation.copies("bounded") == 1


def test_no_policy_goes_beyond_the_maximum(simulation: Simulation) -> None:
    simulation.declare("capped", copies=0, most=1)
    simulation.ask("capped")
    assert simulation.copies("capped") == 1
    policy = simulation.scaling.describe_scaling_policies(ServiceNamespace="sagemaker", PolicyNames=["wake"])
    assert policy["ScalingPolicies"][0]["PolicyType"] == "StepScaling"
    simulation.clock.time += 1000
    simulation.ring("capped")
    assert simulation.copies("capped") == 1


def test_a_suspended_target_does_not_wake(simulation: Simulation) -> None:
    simulation.declare("frozen", copies=0)
    target = {**NAMED, "ResourceId": "inference-component/frozen"}
    simulation.scaling.register_scalable_target(**target, SuspendedState={"DynamicScalingOutSuspended": True})
    simulation.ask("frozen")
    assert simulation.copies("frozen") == 0


def test_a_policy_that_nobody_could_carry_out_is_refused(simulation: Simulation) -> None:
    simulation.declare("known", copies=0)
    target = {**NAMED, "ResourceId": "inference-component/known", "PolicyName": "p"}
    predictive = {"MetricSpecifications": [{"TargetValue": 1.0}]}
    with pytest.raises(ClientError, match="runs on AWS only"):
        simulation.scaling.put_scaling_policy(
            **target, PolicyType="PredictiveScaling", PredictiveScalingPolicyConfiguration=predictive
        )
    tracking = {
        "TargetValue": 1.0,
        "PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"},
    }
    with pytest.raises(ClientError, match="is not a metric of"):
        simulation.scaling.put_scaling_policy(
            **target, PolicyType="TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration=tracking
        )
    with pytest.raises(ClientError, match="No scalable target"):
        simulation.scaling.delete_scaling_policy(**NAMED, ResourceId="inference-component/no", PolicyName="p")
