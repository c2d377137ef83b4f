"""What CloudWatch tells EventBridge when an alarm changes its state.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
"""

import json
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ministack.services import cloudwatch as emulated
from ministack.services import eventbridge

DETAIL_TYPE = "CloudWatch Alarm State Change"
_OF_ONE_METRIC = "m1"
_SINCE = "_Lab2apiState"
"""Where an alarm keeps the state that it was told with last: it is the previous one of the next event."""


def install() -> None:
    """Put an event on the default bus for each change, beside the alarm's own actions."""
    original = emulated._dispatch_alarm_actions  # noqa: SLF001

    def dispatch(alarm: dict[str, Any], before: str, state: str, reason: str, *rest: Any) -> None:
        announce(alarm, before=before, state=state, reason=reason)
        original(alarm, before, state, reason, *rest)

    emulated._dispatch_alarm_actions = dispatch  # noqa: SLF001


def announce(alarm: dict[str, Any], *, before: str, state: str, reason: str) -> None:
    """Put the event; only the emulator's own services may name an `aws.` source."""
    now = {"value": state, "reason": reason, "timestamp": _timestamp()}
    previous = alarm.get(_SINCE) or {
        "value": before,
        "reason": "Unchecked: Initial alarm creation",
        "timestamp": now["timestamp"],
    }
    alarm[_SINCE] = now
    entry = {
        "Source": "aws.cloudwatch",
        "DetailType": DETAIL_TYPE,
        "Resources": [alarm["AlarmArn"]],
        "Detail": json.dumps(
            {
                "alarmName": alarm["AlarmName"],
                "configuration": configuration(alarm),
                "previousState": previous,
                "state": now,
            },
            default=str,
        ),
    }
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)  # noqa: SLF001


def configuration(alarm: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the alarm watches, in the event's own spelling."""
    described = {"description": alarm["AlarmDescription"]} if alarm.get("AlarmDescription") else {}
    if "AlarmRule" in alarm:
        return {"alarmRule": alarm["AlarmRule"], **described}
    queries = alarm.get("Metrics") or [
        {
            "Id": _OF_ONE_METRIC,
            "ReturnData": True,
            "MetricStat": {
                "Metric": {name: alarm.get(name) for name in ("Namespace", "MetricName", "Dimensions")},
                "Period": alarm.get("Period"),
                "Stat": alarm.get("ExtendedStatistic") or alarm.get("Statistic"),
            },
        }
    ]
    return {"metrics": [_query(query) for query in queries], **described}


def _query(query: Mapping[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "id": query.get("Id") or str(uuid.uuid4()),
        "returnData": query.get("ReturnData", True),
    }
    if query.get("Expression"):
        return answer | {"expression": query["Expression"], "label": query.get("Label", "")}
    stat = query["MetricStat"]
    metric = stat["Metric"]
    dimensions = {item["Name"]: item["Value"] for item in metric.get("Dimensions") or []}
    named = {"namespace": metric["Namespace"], "name": metric["MetricName"], "dimensions": dimensions}
    return answer | {"metricStat": {"metric": named, "period": stat["Period"], "stat": stat["Stat"]}}


def _timestamp() -> str:
    now = datetime.now(UTC)
    return f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03d}+0000"
