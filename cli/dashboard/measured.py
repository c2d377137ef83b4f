"""The values behind a graph: its own rows, turned into one GetMetricData request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from cli.dashboard.body import Graph, GraphProperties

MOST_QUERIES = 500
"""Of one GetMetricData request (API reference)."""


@dataclass(frozen=True)
class Curve:
    """One line of a graph; times are ascending. `right` says which axis it belongs to."""

    label: str
    times: tuple[datetime, ...]
    values: tuple[float, ...]
    right: bool = False


def curves(graph: Graph, *, cloudwatch: Any, start: datetime, end: datetime) -> list[Curve]:
    """Ask CloudWatch for every visible row of a graph; one without a value is absent."""
    rows = list(queries(graph.properties))
    if not rows:
        return []
    sides = {query["Id"]: right for query, right in rows}
    pages = cloudwatch.get_paginator("get_metric_data").paginate(
        MetricDataQueries=[query for query, _ in rows],
        StartTime=start,
        EndTime=end,
        ScanBy="TimestampAscending",
    )
    found: dict[tuple[str, str], tuple[list[datetime], list[float]]] = {}
    for result in (result for page in pages for result in page["MetricDataResults"]):
        times, values = found.setdefault((result["Id"], result["Label"]), ([], []))
        times.extend(result["Timestamps"])
        values.extend(result["Values"])
    return [
        _complete(
            Curve(label, tuple(times), tuple(values), right=sides[name]),
            before=end - timedelta(seconds=graph.properties.period),
        )
        for (name, label), (times, values) in found.items()
        if values
    ]


def _complete(curve: Curve, *, before: datetime) -> Curve:
    """Leave out the period that is still being counted, unless it is all there is."""
    whole = sum(1 for time in curve.times if time <= before)
    return replace(curve, times=curve.times[:whole], values=curve.values[:whole]) if whole else curve


def queries(properties: GraphProperties) -> Iterator[tuple[dict[str, Any], bool]]:
    """Yield a MetricDataQuery for each row, and whether it belongs to the right axis."""
    before: list[str] = []
    taken = {row[-1]["id"] for row in properties.metrics if _has_options(row) and "id" in row[-1]}
    for number, row in enumerate(properties.metrics):
        options = row[-1] if _has_options(row) else {}
        query: dict[str, Any] = {"Id": options.get("id") or _free(f"row{number}", taken)}
        query["ReturnData"] = options.get("visible", True)
        if label := options.get("label"):
            query["Label"] = label
        if "expression" in options:
            query["Expression"] = options["expression"]
            if not re.search(r"\bSEARCH\(", options["expression"]):
                query["Period"] = options.get("period", properties.period)
        else:
            before = _spelled_out([str(part) for part in (row[:-1] if options else row)], before)
            query["MetricStat"] = _statistic(before, options, properties)
        yield query, options.get("yAxis") == "right"


def _statistic(names: list[str], options: dict[str, Any], properties: GraphProperties) -> dict[str, Any]:
    namespace, name, *dimensions = names
    pairs = zip(dimensions[::2], dimensions[1::2], strict=True)
    return {
        "Metric": {
            "Namespace": namespace,
            "MetricName": name,
            "Dimensions": [{"Name": key, "Value": value} for key, value in pairs],
        },
        "Period": options.get("period", properties.period),
        "Stat": options.get("stat", properties.stat),
    }


def _spelled_out(names: list[str], before: list[str]) -> list[str]:
    """Put the parts of the row above in place of `.` (this part) and `...` (all parts up to here)."""
    if names and names[0] == "...":
        return before[: len(before) - len(names) + 1] + names[1:]
    return [before[at] if name == "." else name for at, name in enumerate(names)]


def _has_options(row: tuple[Any, ...]) -> bool:
    return bool(row) and isinstance(row[-1], dict)


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "x"
    return name
