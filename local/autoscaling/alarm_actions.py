"""Alarms whose action is a scaling policy: carried out when the alarm changes, and again while it stays.

CloudWatch repeats the actions of Auto Scaling every minute that an alarm stays in its state, and no others.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
"""

import logging
from typing import Any

from ministack.services import cloudwatch

from local import clock, metrics
from local.autoscaling import policies, targets
from local.autoscaling.targets import Record, Target
from local.metrics import Metric
from local.sagemaker.errors import ServiceError

REPEAT_SECONDS = 60.0
_ACTIONS = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}
_carried_out: dict[tuple[str, str], float] = {}
"""When an alarm last carried a policy out."""

logger = logging.getLogger("lab2api")


def install() -> None:
    """Let alarms reach scaling policies; the emulator's own dispatch knows topics only."""
    original = cloudwatch._dispatch_alarm_actions  # noqa: SLF001

    def dispatch(alarm: dict[str, Any], old_state: str, new_state: str, reason: str) -> None:
        original(alarm, old_state, new_state, reason)
        for target in targets.here():
            for policy in _named_by(alarm, new_state, target):
                carry_out(alarm, target, policy)

    cloudwatch._dispatch_alarm_actions = dispatch  # noqa: SLF001


def repeat(target: Target) -> None:
    """Carry out again what an alarm that still rings asked for a minute ago, if its metric still says so."""
    for alarm in list(cloudwatch._alarms.values()):  # noqa: SLF001
        for policy in _named_by(alarm, alarm["StateValue"], target):
            last = _carried_out.get((alarm["AlarmName"], policy["PolicyARN"]), 0.0)
            breach = _breach(alarm)
            if alarm["StateValue"] != "ALARM" or breach is None or not _breaching(alarm, breach):
                continue
            if clock.now() - last >= REPEAT_SECONDS:
                carry_out(alarm, target, policy)


def carry_out(alarm: dict[str, Any], target: Target, policy: Record) -> None:
    """Carry out one policy; without a datapoint, as after SetAlarmState, the threshold is just reached."""
    _carried_out[alarm["AlarmName"], policy["PolicyARN"]] = clock.now()
    name, state = alarm["AlarmName"], alarm["StateValue"]
    cause = f"monitor alarm {name} in state {state} triggered policy {policy['PolicyName']}"
    try:
        policies.carry_out_step(target, policy, breach=_breach(alarm) or 0.0, cause=cause)
    except ServiceError as error:
        logger.warning("alarm %s: %s", name, error.message)


def _named_by(alarm: dict[str, Any], state: str, target: Target) -> list[Record]:
    if not alarm.get("ActionsEnabled", True):
        return []
    actions = alarm.get(_ACTIONS.get(state, ""), []) or []
    return [
        policy
        for policy in target.policies.values()
        if policy["PolicyType"] == policies.STEP and policy["PolicyARN"] in actions
    ]


def _breach(alarm: dict[str, Any]) -> float | None:
    """Return the metric minus the threshold; None for metric math, or without a datapoint."""
    if not alarm.get("MetricName") or not alarm.get("Statistic"):
        return None
    metric = Metric(
        namespace=alarm["Namespace"],
        name=alarm["MetricName"],
        dimensions={item["Name"]: item["Value"] for item in alarm.get("Dimensions", [])},
        statistic=alarm["Statistic"],
    )
    seconds = float(alarm.get("Period", 60)) * int(alarm.get("EvaluationPeriods", 1))
    value = metrics.latest(metric, seconds=seconds)
    return None if value is None else value - float(alarm.get("Threshold", 0.0))


def _breaching(alarm: dict[str, Any], breach: float) -> bool:
    operator = alarm["ComparisonOperator"]
    if operator.startswith("GreaterThanOrEqual"):
        return breach >= 0
    if operator.startswith("GreaterThan"):
        return breach > 0
    return breach <= 0 if operator.startswith("LessThanOrEqual") else breach < 0
