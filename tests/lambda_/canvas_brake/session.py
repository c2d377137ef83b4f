"""A Canvas session in SageMaker and CloudWatch, and the alarm that calls the brake."""

from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

IDLE_MINUTES = 60
Written = dict[int, list[float]]
"""What was written of the session, in minutes that it is unused, by how many minutes ago that was."""
FORGOTTEN: Written = {ago: [75.0 - ago] for ago in range(IDLE_MINUTES)}
IN_USE: Written = {ago: [0.5] for ago in range(IDLE_MINUTES)}


class Aws:
    """SageMaker and CloudWatch, as one session has them."""

    def __init__(self, code: str | None = None) -> None:
        self.code, self.deleted = code, list[dict[str, str]]()
        self.status, self.minutes_old, self.written = "InService", 200.0, FORGOTTEN
        self.answered = "Complete"

    def describe_app(self, **_: str) -> dict[str, Any]:
        created = datetime.now(tz=UTC) - timedelta(minutes=self.minutes_old)
        return {"Status": self.status, "CreationTime": created}

    def get_metric_data(self, **asked: Any) -> dict[str, Any]:
        now = asked["EndTime"]
        moments = {now - timedelta(minutes=ago): values for ago, values in self.written.items()}
        pick = {"Minimum": min, "Maximum": max}
        results = []
        for query in asked["MetricDataQueries"]:
            choose = pick[query["MetricStat"]["Stat"]]
            values = {at: 60 * choose(said) for at, said in moments.items() if asked["StartTime"] <= at}
            result = {"Id": query["Id"], "Timestamps": [*values], "Values": [*values.values()]}
            results.append(result | {"StatusCode": self.answered})
        return {"MetricDataResults": results}

    def delete_app(self, **request: str) -> None:
        if self.code:
            raise ClientError({"Error": {"Code": self.code, "Message": "no"}}, "DeleteApp")
        self.deleted.append(request)


def event(*, domain: str = "d-abc", state: str = "ALARM", minutes_ago: float = 0, metric: str = "") -> Any:
    since = datetime.now(tz=UTC) - timedelta(minutes=minutes_ago)
    name = metric or "TimeSinceLastActive"
    dimensions = {"DomainId": domain, "UserProfileName": "an"}
    stat = {
        "metric": {"namespace": "n", "name": name, "dimensions": dimensions},
        "period": 300,
        "stat": "Maximum",
    }
    return {
        "source": "aws.cloudwatch",
        "alarmData": {
            "alarmName": "idle",
            "state": {
                "value": state,
                "reason": "r",
                "timestamp": since.strftime("%Y-%m-%dT%H:%M:%S.%f+0000"),
            },
            "configuration": {"metrics": [{"id": "m", "metricStat": stat, "returnData": True}]},
        },
    }
