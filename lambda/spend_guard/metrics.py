"""CloudWatch's metrics by the minute, many in one call: each query costs, so only what is needed is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

MOST_QUERIES = 500
"""In one GetMetricData (CloudWatch API reference)."""
MOST_PAGES = 120
"""Of 100,800 numbers: 500 metrics by the minute for 15 days, which is how long AWS has them."""

Minutes = dict[datetime, float]


@dataclass(frozen=True)
class Query:
    """One metric, and from when its minutes are wanted; `key` is the caller's word for it."""

    key: tuple[str, ...]
    namespace: str
    metric: str
    dimensions: Mapping[str, str]
    since: datetime


def by_minute(
    cloudwatch: Any, queries: Sequence[Query], *, until: datetime
) -> dict[tuple[str, ...], Minutes]:
    """Return the sum of each minute that has one, from a query's `since` to `until`."""
    found: dict[tuple[str, ...], Minutes] = {}
    for begin in range(0, len(queries), MOST_QUERIES):
        found |= _some(cloudwatch, queries[begin : begin + MOST_QUERIES], until=until)
    return found


def _some(cloudwatch: Any, queries: Sequence[Query], *, until: datetime) -> dict[tuple[str, ...], Minutes]:
    named = {f"q{number}": query for number, query in enumerate(queries)}
    asked: dict[str, Any] = {
        "MetricDataQueries": [_query(name, query) for name, query in named.items()],
        "StartTime": min(query.since for query in queries),
        "EndTime": until,
    }
    found: dict[tuple[str, ...], Minutes] = {query.key: {} for query in queries}
    for _ in range(MOST_PAGES):
        page = cloudwatch.get_metric_data(**asked)
        for result in page["MetricDataResults"]:
            query = named[result["Id"]]
            for at, value in zip(result["Timestamps"], result["Values"], strict=True):
                if query.since <= at < until:
                    found[query.key][at.astimezone(UTC)] = value
        if not page.get("NextToken"):
            return found
        asked["NextToken"] = page["NextToken"]
    raise TimeoutError(f"GetMetricData: more than {MOST_PAGES} pages")


def _query(name: str, query: Query) -> dict[str, Any]:
    dimensions = [{"Name": key, "Value": value} for key, value in query.dimensions.items()]
    metric = {"Namespace": query.namespace, "MetricName": query.metric, "Dimensions": dimensions}
    return {"Id": name, "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"}}
