"""Alarms of the drift and of a deployment, and when they rang, as CloudWatch's history tells."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cli.lifecycle.waiting import StepFailedError
from cli.target import Target

DRIFT_METRIC = "DriftedShare"


@dataclass(frozen=True, kw_only=True)
class Rang:
    """An alarm that went into ALARM: its name, what it watches, and CloudWatch's reason."""

    name: str
    watches: str
    reason: str


def drift_alarm(*, target: Target, model: str) -> str:
    """Return the name of the alarm on a model's drift; raises `StepFailedError` where there is none."""
    for page in target.client("cloudwatch").get_paginator("describe_alarms").paginate():
        for alarm in page["MetricAlarms"]:
            own = {row["Name"]: row["Value"] for row in alarm.get("Dimensions", [])}
            if alarm.get("MetricName") == DRIFT_METRIC and own.get("Model") == model:
                return str(alarm["AlarmName"])
    raise StepFailedError(
        f"no alarm watches {DRIFT_METRIC} of {model}",
        hint=f"Deploy the environment that has [drift]: ./lab2api local up --env {target.environment}",
    )


def guards(*, target: Target, endpoint: str) -> list[str]:
    """Return the names of the alarms that roll the endpoint's deployment back."""
    described = target.client("sagemaker").describe_endpoint(EndpointName=endpoint)
    rollback = described.get("LastDeploymentConfig", {}).get("AutoRollbackConfiguration", {})
    return [alarm["AlarmName"] for alarm in rollback.get("Alarms", [])]


def ringing(*, target: Target, names: list[str]) -> list[str]:
    """Return those of the named alarms that ring now."""
    if not names:
        return []
    found = target.client("cloudwatch").describe_alarms(AlarmNames=names, StateValue="ALARM")
    return [str(alarm["AlarmName"]) for alarm in found["MetricAlarms"]]


def rang(*, target: Target, names: list[str], since: datetime) -> list[Rang]:
    """Return those of the named alarms that began to ring after `since`, also where they have ended since."""
    cloudwatch, found = target.client("cloudwatch"), list[Rang]()
    for name in names:
        history = cloudwatch.describe_alarm_history(
            AlarmName=name, HistoryItemType="StateUpdate", StartDate=since
        )["AlarmHistoryItems"]
        reasons = [reason for item in history if (reason := _reason(item)) is not None]
        if reasons:
            alarm = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]
            found.append(Rang(name=name, watches=alarm.get("AlarmDescription", ""), reason=reasons[0]))
    return found


def _reason(item: dict[str, Any]) -> str | None:
    """Return why a change of state was one into ALARM, None where it was not."""
    new = json.loads(item["HistoryData"])["newState"]
    return str(new.get("stateReason", "")) if new["stateValue"] == "ALARM" else None
