"""What people and alarms hear of a run: one message for all verdicts, one line of metrics."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from spend_guard.report import Report
from spend_guard.verdicts import News

NAMESPACE = "lab2api"
MOST_LINES = 100
"""A message of SNS has 256 KB; what is cut off is in the ledger."""


def message(news: Sequence[News], *, class_name: str) -> tuple[str, str]:
    """Return subject and text; students are named by their slugs, which are made up."""
    frozen = sum(one.state == "frozen" for one in news)
    warned = len(news) - frozen
    lines = [f"{one.state}: {one.sandbox}, {one.reason}" for one in news[:MOST_LINES]]
    if len(news) > MOST_LINES:
        lines.append(f"and {len(news) - MOST_LINES} more: lab2api class spend {class_name}")
    lines.append(f"To give one more time: lab2api class unfreeze {class_name} --student SLUG --budget USD")
    return f"Class {class_name}: {frozen} frozen, {warned} warned", "\n".join(lines)


def metric_line(report: Report, *, environment: str, class_name: str, now: datetime) -> str:
    """Write CloudWatch's embedded metric format."""
    values: dict[str, int] = {
        "Heartbeat": 1,
        "Leases": report.leases,
        "Unchecked": report.unchecked,
        "Running": report.running,
        "Strangers": report.strangers,
        "AssumedPrices": report.assumed,
        "NotStopped": len(report.not_stopped),
        "Failures": len(report.failed),
    }
    dimensions = {"Environment": environment, "Class": class_name}
    directive = {
        "Namespace": NAMESPACE,
        "Dimensions": [list(dimensions)],
        "Metrics": [{"Name": name, "Unit": "Count"} for name in values],
    }
    embedded: dict[str, Any] = {
        "_aws": {"Timestamp": int(now.timestamp() * 1000), "CloudWatchMetrics": [directive]}
    }
    return json.dumps(embedded | dimensions | values, separators=(",", ":"))
