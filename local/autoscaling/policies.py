"""Carrying out policies: a step policy when its alarm says so, the tracking ones at every look."""

from typing import Any

from local.autoscaling import scaler, step, tracking
from local.autoscaling.resources import resource_of
from local.autoscaling.targets import Record, Target

STEP, TRACKING = "StepScaling", "TargetTrackingScaling"


def carry_out_step(target: Target, policy: Record, *, breach: float, cause: str) -> None:
    """Change the capacity by the step that the breach falls into."""
    configuration = policy["StepScalingPolicyConfiguration"]
    scaler.scale(
        target,
        wanted=lambda capacity: step.wanted(configuration, capacity=capacity, breach=breach),
        cooldown=int(configuration.get("Cooldown", scaler.COOLDOWN_SECONDS)),
        cause=cause,
    )


def track(target: Target) -> None:
    """Scale out as far as any tracking policy wants; scale in only if all want it, and as far as all do."""
    policies = [policy for policy in target.policies.values() if policy["PolicyType"] == TRACKING]
    capacity = resource_of(target.record).capacity()
    if not policies or not capacity:
        return
    wants = [tracking.wanted(target, _configuration(policy), capacity=capacity) for policy in policies]
    most = max(wants)
    if most != capacity:
        _follow(target, policies[wants.index(most)], out=most > capacity)


def _follow(target: Target, policy: Record, *, out: bool) -> None:
    configuration = _configuration(policy)
    member, state = ("ScaleOutCooldown", "AlarmHigh") if out else ("ScaleInCooldown", "AlarmLow")
    scaler.scale(
        target,
        wanted=lambda capacity: tracking.wanted(target, configuration, capacity=capacity),
        cooldown=int(configuration.get(member, scaler.COOLDOWN_SECONDS)),
        cause=f"the metric of policy {policy['PolicyName']} was past its target ({state})",
    )


def _configuration(policy: Record) -> dict[str, Any]:
    configuration: dict[str, Any] = policy["TargetTrackingScalingPolicyConfiguration"]
    return configuration
