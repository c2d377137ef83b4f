"""Log lines of functions in embedded metric format become CloudWatch metrics.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ministack.services import cloudwatch as emulated
from ministack.services import lambda_svc

from local.cloudwatch import alarms

MOST_VALUES = 100
"""Of one metric in one line (specification, TargetMembers)."""

logger = logging.getLogger("lab2api")


@dataclass(frozen=True)
class Datum:
    """What one line says about one metric of one set of dimensions; `timestamp` in epoch seconds."""

    namespace: str
    name: str
    dimensions: dict[str, str]
    timestamp: float
    unit: str
    values: tuple[float, ...]


def install() -> None:
    """Read what functions write into their logs."""
    original = lambda_svc._emit_lambda_logs  # noqa: SLF001

    def emit(function: Any, request_id: str, text: str, *rest: Any, **named: Any) -> None:
        original(function, request_id, text, *rest, **named)
        record(text)

    lambda_svc._emit_lambda_logs = emit  # noqa: SLF001


def record(text: str) -> None:
    """Keep the metrics of every line of a log, and have the alarms looked at."""
    found = [datum for line in text.splitlines() if '"_aws"' in line for datum in read(line)]
    for datum in found:
        emulated._store_datum(  # noqa: SLF001
            datum.namespace,
            datum.name,
            datum.dimensions,
            datum.timestamp,
            datum.unit,
            None,
            list(datum.values),
            None,
            None,
        )
    if found:
        alarms.wake()


def read(line: str) -> list[Datum]:
    """Return the metrics of one line; a line that CloudWatch would not read is logged and has none."""
    try:
        document = json.loads(line)
        metadata = document["_aws"]
        directives = metadata["CloudWatchMetrics"]
        timestamp = metadata["Timestamp"] / 1000
        return [datum for directive in directives for datum in _read(directive, document, timestamp)]
    except (ValueError, KeyError, TypeError) as error:
        logger.warning("not embedded metric format (%s: %s): %.200s", type(error).__name__, error, line)
        return []


def _read(directive: dict[str, Any], document: dict[str, Any], timestamp: float) -> Iterator[Datum]:
    for names in directive["Dimensions"]:
        dimensions = {name: str(document[name]) for name in names}
        for metric in directive["Metrics"]:
            if metric["Name"] not in document:
                continue
            value = document[metric["Name"]]
            values = value if isinstance(value, list) else [value]
            yield Datum(
                namespace=directive["Namespace"],
                name=metric["Name"],
                dimensions=dimensions,
                timestamp=timestamp,
                unit=metric.get("Unit", "None"),
                values=tuple(float(number) for number in values[:MOST_VALUES]),
            )
