"""The alarms of AutoRollbackConfiguration, as CloudWatch's DescribeAlarms answers for them."""

from typing import Any

from local import aws
from local.sagemaker.errors import ServiceError


class RollbackAlarms:
    """At most ten names; without any, nothing is ever rolled back by an alarm."""

    def __init__(self, config: dict[str, Any] | None) -> None:
        configured = (config or {}).get("AutoRollbackConfiguration", {}).get("Alarms", [])
        self._names = [alarm["AlarmName"] for alarm in configured]

    def require(self) -> None:
        """Raise `ServiceError` naming the alarms that do not exist: a guard that cannot fire is no guard."""
        if missing := sorted(set(self._names) - self._states().keys()):
            raise ServiceError(
                message=f"AutoRollbackConfiguration names alarms that do not exist: {', '.join(missing)}."
            )

    def in_alarm(self) -> list[str]:
        """Return the names of those in state ALARM now; INSUFFICIENT_DATA is no alarm."""
        return [name for name, state in self._states().items() if state == "ALARM"]

    def _states(self) -> dict[str, str]:
        if not self._names:
            return {}
        found = aws.client("cloudwatch").describe_alarms(
            AlarmNames=self._names, AlarmTypes=["MetricAlarm", "CompositeAlarm"]
        )
        alarms = found.get("MetricAlarms", []) + found.get("CompositeAlarms", [])
        return {alarm["AlarmName"]: alarm["StateValue"] for alarm in alarms}
