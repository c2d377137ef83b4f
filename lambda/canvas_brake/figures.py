"""What CloudWatch has of a session, a minute at a time."""

from datetime import datetime, timedelta
from typing import Any

import boto3

from canvas_brake.core import METRIC, BrakeError
from canvas_brake.settings import Figure

NAMESPACE = "/aws/sagemaker/Canvas/AppActivity"
STATISTICS = {"shortest": "Minimum", "longest": "Maximum"}


def figures_of(user: str, *, domain_id: str, since: datetime, until: datetime) -> list[Figure]:
    """Return every minute of which something was written: a day of them is one page; raises BrakeError."""
    queries = [_query(name, statistic, user, domain_id) for name, statistic in STATISTICS.items()]
    page = boto3.client("cloudwatch").get_metric_data(
        MetricDataQueries=queries, StartTime=since, EndTime=until
    )
    results = page["MetricDataResults"]
    if page.get("NextToken") or any(result["StatusCode"] != "Complete" for result in results):
        raise BrakeError(
            f"CloudWatch answered with a part of the figures of {user}: they are asked for again"
        )
    found = {result["Id"]: _by_minute(result) for result in results}
    return [
        Figure(at=at, shortest=shortest, longest=found["longest"][at])
        for at, shortest in found["shortest"].items()
        if at in found["longest"]
    ]


def _by_minute(result: Any) -> dict[datetime, timedelta]:
    values = zip(result["Timestamps"], result["Values"], strict=True)
    return {at: timedelta(seconds=value) for at, value in values}


def _query(name: str, statistic: str, user: str, domain_id: str) -> Any:
    dimensions = {"DomainId": domain_id, "UserProfileName": user}
    metric = {
        "Namespace": NAMESPACE,
        "MetricName": METRIC,
        "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
    }
    return {"Id": name, "MetricStat": {"Metric": metric, "Period": 60, "Stat": statistic}}
