"""A model's metrics as lines of CloudWatch's embedded metric format, written without a call to CloudWatch.

One line carries what hangs on the model alone and the first label's share; each further label needs a line of
its own, as a line has one value a dimension (CloudWatch guide, "Specification: embedded metric format").
"""

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from prediction_jobs.predictions import ClassPrediction, Prediction, ValuePrediction

NAMESPACE = "lab2api"
MOST_LABELS = 10
"""Each is a metric that is paid for: a model of more classes reports its first ten."""
_UNITS = {
    "EndpointLatency": "Milliseconds",
    "ProxyLatency": "Milliseconds",
    "PredictedShare": "None",
    "PredictedValue": "None",
}


@dataclass(frozen=True, kw_only=True)
class Measured:
    """One request for predictions: its end, and what it took in milliseconds; None where nobody was asked."""

    model: str
    predicted: bool = False
    problem: bool = False
    cold: bool = False
    asleep: bool = False
    """Whether nobody was there to answer: the alarm on it starts a container (stacks, task_scaling.py)."""
    proxy_ms: float | None = None
    endpoint_ms: float | None = None


def metric_lines(
    measured: Measured,
    *,
    version: str | None = None,
    predictions: Sequence[Prediction] = (),
    classes: Sequence[str] = (),
) -> list[str]:
    """Write the lines of one request, most of all one and another for each class after the first."""
    values = {
        "Predictions": int(measured.predicted),
        "ModelProblems": int(measured.problem),
        "ColdStarts": int(measured.cold),
        "Asleep": 1 if measured.asleep else None,
        "ProxyLatency": measured.proxy_ms,
        "EndpointLatency": measured.endpoint_ms,
    }
    told = {name: value for name, value in values.items() if value is not None}
    lines: list[tuple[list[dict[str, Any]], dict[str, Any]]] = [([_directive(["Model"], told)], told)]
    for index, (dimensions, name, value) in enumerate(_content(version, predictions, classes)):
        directive = _directive(["Model", *dimensions], {name: value})
        if index == 0:
            lines[0] = ([*lines[0][0], directive], {**lines[0][1], **dimensions, name: value})
        else:
            lines.append(([directive], {**dimensions, name: value}))
    return [_line(directives, {"Model": measured.model, **members}) for directives, members in lines]


def _content(
    version: str | None, predictions: Sequence[Prediction], classes: Sequence[str]
) -> Iterator[tuple[dict[str, Any], str, float]]:
    if version is None or not predictions:
        return
    values = [one.value for one in predictions if isinstance(one, ValuePrediction)]
    if values:
        yield {"Version": version}, "PredictedValue", fmean(values)
    counted = Counter(one.label for one in predictions if isinstance(one, ClassPrediction))
    for label in classes[:MOST_LABELS]:
        share = counted[label] / len(predictions)
        yield {"Version": version, "Label": label}, "PredictedShare", share


def _directive(dimensions: Sequence[str], metrics: dict[str, Any]) -> dict[str, Any]:
    named = [{"Name": name, "Unit": _UNITS.get(name, "Count")} for name in metrics]
    return {"Namespace": NAMESPACE, "Dimensions": [list(dimensions)], "Metrics": named}


def _line(directives: list[dict[str, Any]], members: dict[str, Any]) -> str:
    aws = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": directives}
    return json.dumps({"_aws": aws, **members}, separators=(",", ":"))
