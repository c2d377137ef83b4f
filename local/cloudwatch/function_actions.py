"""Alarms whose action is a function: it is called with what CloudWatch sends, as often as the alarm changes.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
"""

import json
from datetime import UTC, datetime
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudwatch

from local import aws

_ACTIONS = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}


def install() -> None:
    """Let alarms reach functions; the emulator's own dispatch knows topics only."""
    original = cloudwatch._dispatch_alarm_actions  # noqa: SLF001

    def dispatch(alarm: dict[str, Any], old_state: str, new_state: str, reason: str) -> None:
        original(alarm, old_state, new_state, reason)
        if not alarm.get("ActionsEnabled", True):
            return
        for action in alarm.get(_ACTIONS.get(new_state, ""), []) or []:
            if str(action).startswith("arn:aws:lambda:"):
                _call(str(action), event(alarm, old=old_state, new=new_state, reason=reason))

    cloudwatch._dispatch_alarm_actions = dispatch  # noqa: SLF001


def event(alarm: dict[str, Any], *, old: str, new: str, reason: str) -> dict[str, Any]:
    """Return what CloudWatch sends of an alarm on one metric."""
    now = datetime.now(tz=UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+0000")
    dimensions = {item["Name"]: item["Value"] for item in alarm.get("Dimensions", [])}
    metric = {"namespace": alarm.get("Namespace"), "name": alarm.get("MetricName"), "dimensions": dimensions}
    stat = {"metric": metric, "period": alarm.get("Period"), "stat": alarm.get("Statistic")}
    name = alarm["AlarmName"]
    return {
        "source": "aws.cloudwatch",
        "alarmArn": f"arn:aws:cloudwatch:{get_region()}:{get_account_id()}:alarm:{name}",
        "accountId": get_account_id(),
        "time": now,
        "region": get_region(),
        "alarmData": {
            "alarmName": name,
            "state": {"value": new, "reason": reason, "timestamp": now},
            "previousState": {"value": old},
            "configuration": {
                "description": alarm.get("AlarmDescription", ""),
                "metrics": [{"id": "m1", "metricStat": stat, "returnData": True}],
            },
        },
    }


def _call(function: str, payload: dict[str, Any]) -> None:
    aws.client("lambda").invoke(
        FunctionName=function, InvocationType="Event", Payload=json.dumps(payload).encode()
    )
