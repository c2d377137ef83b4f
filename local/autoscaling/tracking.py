"""Target tracking: the capacity that keeps a metric at its target.

AWS makes two alarms for a policy: out after three datapoints above the target, in after fifteen minutes below
nine tenths of it. A gap is insufficient data: nothing is scaled. The rules are applied directly here.
https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
"""

import math
from collections.abc import Sequence
from typing import Any

from local import metrics
from local.autoscaling.errors import RequestError
from local.autoscaling.targets import Target
from local.metrics import Metric

OUT_POINTS = 3
IN_SECONDS = 900
IN_SHARE = 0.9
_COMPONENT = {
    "SageMakerInferenceComponentInvocationsPerCopy": ("InvocationsPerCopy", "Sum", 60),
    "SageMakerInferenceComponentConcurrentRequestsPerCopyHighResolution": (
        "ConcurrentRequestsPerCopy",
        "Average",
        10,
    ),
}
_VARIANT = {
    "SageMakerVariantInvocationsPerInstance": ("InvocationsPerInstance", "Sum", 60),
    "SageMakerVariantConcurrentRequestsPerModelHighResolution": ("ConcurrentRequestsPerModel", "Average", 10),
}


def metric_of(target: Target, configuration: dict[str, Any]) -> Metric:
    """Return the metric that a policy tracks; `RequestError` for one that is not known here."""
    if "CustomizedMetricSpecification" in configuration:
        return _customized(configuration["CustomizedMetricSpecification"])
    kind = configuration["PredefinedMetricSpecification"]["PredefinedMetricType"]
    parts = target.record["ResourceId"].split("/")
    if kind in _COMPONENT and parts[0] == "inference-component":
        name, statistic, period = _COMPONENT[kind]
        dimensions = {"InferenceComponentName": parts[1]}
    elif kind in _VARIANT and parts[0] == "endpoint":
        name, statistic, period = _VARIANT[kind]
        dimensions = {"EndpointName": parts[1], "VariantName": parts[3]}
    else:
        message = f"{kind} is not a metric of {target.record['ResourceId']}."
        raise RequestError("ValidationException", message)
    return Metric(name=name, dimensions=dimensions, statistic=statistic, period=period)


def wanted(target: Target, configuration: dict[str, Any], *, capacity: int) -> int:
    """Return the capacity that a policy wants now: `capacity` where it wants no change."""
    metric = metric_of(target, configuration)
    values = metrics.series(metric, points=IN_SECONDS // metric.period)
    aim = float(configuration["TargetValue"])
    return desired(
        values, capacity=capacity, aim=aim, scale_in=not configuration.get("DisableScaleIn", False)
    )


def desired(values: Sequence[float | None], *, capacity: int, aim: float, scale_in: bool) -> int:
    """Return the capacity for fifteen minutes of periods, the latest last. Zero stays zero."""
    recent = [value for value in values[-OUT_POINTS:] if value is not None and value > aim]
    if len(recent) == OUT_POINTS:
        return max(capacity, _capacity(capacity, recent[-1], aim))
    low = [value for value in values if value is not None and value < IN_SHARE * aim]
    if scale_in and len(low) == len(values):
        return min(capacity, _capacity(capacity, max(low), aim))
    return capacity


def _capacity(capacity: int, value: float, aim: float) -> int:
    return math.ceil(round(capacity * value / aim, 6))


def _customized(specification: dict[str, Any]) -> Metric:
    if "Metrics" in specification:
        raise RequestError("NotEmulatedLocally", "Metric math is tracked on AWS only.", status=501)
    return Metric(
        namespace=specification["Namespace"],
        name=specification["MetricName"],
        dimensions={item["Name"]: item["Value"] for item in specification.get("Dimensions", [])},
        statistic=specification["Statistic"],
    )
