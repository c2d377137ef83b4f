"""How an inference component is updated: in batches of copies, with a look at the alarms after each.

https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-rolling.html
"""

import math
import time
from collections.abc import Callable
from typing import Any

from local import aws
from local.sagemaker.errors import ServiceError

_LOOK_SECONDS = 1.0


def plan(
    deployment: dict[str, Any] | None, *, copies: int, sleep: Callable[[float], None] = time.sleep
) -> tuple[int, Callable[[], None]]:
    """Return the batch size, and what to do after each batch: `ServiceError` has the update rolled back.

    Without a DeploymentConfig one copy at a time is exchanged, and nothing is waited for.
    """
    if deployment is None:
        return 1, lambda: None
    policy = deployment["RollingUpdatePolicy"]
    size = policy["MaximumBatchSize"]
    share = size["Value"] if size["Type"] == "COPY_COUNT" else math.floor(copies * size["Value"] / 100)
    alarms = [
        alarm["AlarmName"] for alarm in deployment.get("AutoRollbackConfiguration", {}).get("Alarms", [])
    ]
    return max(1, share), lambda: _bake(policy["WaitIntervalInSeconds"], alarms, sleep)


def _bake(seconds: float, alarms: list[str], sleep: Callable[[float], None]) -> None:
    waited = 0.0
    while True:
        _check(alarms)
        if waited >= seconds:
            return
        step = min(_LOOK_SECONDS, seconds - waited)
        sleep(step)
        waited += step


def _check(alarms: list[str]) -> None:
    if not alarms:
        return
    found = aws.client("cloudwatch").describe_alarms(
        AlarmNames=alarms, AlarmTypes=["MetricAlarm", "CompositeAlarm"], StateValue="ALARM"
    )
    ringing = [alarm["AlarmName"] for kind in ("MetricAlarms", "CompositeAlarms") for alarm in found[kind]]
    if ringing:
        raise ServiceError(message=f"Rolled back: alarm {', '.join(sorted(ringing))} is in state ALARM.")
