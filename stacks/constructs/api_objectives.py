"""The API's objectives as burn rates over what API Gateway counts."""

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_sns as sns
from constructs import Construct

from config import Environment
from config.watch import Slo
from stacks.constructs.burn_rate import BurnRate

NAMESPACE = "AWS/ApiGateway"
PREDICTIONS = {"Method": "POST", "Resource": "/v1/models/{model}/predictions"}
"""The route that promises a quick answer; a stream is slow because it is long, a document because it is read.

It is one route for all models: API Gateway's numbers are theirs together.
"""


def stage_dimensions(config: Environment) -> dict[str, str]:
    """Return what tells the stage's numbers from others': names that stacks/constructs/rest_api.py gives."""
    return {"ApiName": f"lab2api-{config.name}", "Stage": config.name}


class ApiObjectives(Construct):
    """Availability and latency, each with its composite alarm in `alarms`."""

    def __init__(self, scope: Construct, id: str, *, config: Environment, topic: sns.ITopic) -> None:
        super().__init__(scope, id)
        slo, stage = config.api.slo, stage_dimensions(config)
        availability = BurnRate(
            self,
            "Availability",
            name=f"lab2api-{config.name}-availability-budget",
            objective=f"{slo.availability:.3%} of requests without a 5xx",
            spent=lambda window: unavailable(slo, stage, window),
            topic=topic,
        )
        latency = BurnRate(
            self,
            "Latency",
            name=f"lab2api-{config.name}-latency-budget",
            objective=f"{slo.latency_share:.1%} of predictions within {slo.latency_ms} ms",
            spent=lambda window: slow(slo, {**stage, **PREDICTIONS}, window),
            topic=topic,
        )
        self.alarms = [availability.alarm, latency.alarm]


def unavailable(slo: Slo, stage: dict[str, str], window: cdk.Duration) -> cloudwatch.MathExpression:
    """Return the burn rate of failed requests."""
    errors, requests = (_metric(name, stage, window, "Sum") for name in ("5XXError", "Count"))
    return cloudwatch.MathExpression(
        expression=f"IF(requests > 0, errors / requests / {_budget(slo.availability)}, 0)",
        using_metrics={"errors": errors, "requests": requests},
        label="availability",
        period=window,
    )


def slow(slo: Slo, stage: dict[str, str], window: cdk.Duration) -> cloudwatch.MathExpression:
    """Return the burn rate of slow requests; `PR(:n)` is the percentage of them at or below n."""
    within = _metric("Latency", stage, window, f"PR(:{slo.latency_ms})")
    return cloudwatch.MathExpression(
        expression=f"(100 - within) / 100 / {_budget(slo.latency_share)}",
        using_metrics={"within": within},
        label="latency",
        period=window,
    )


def _budget(objective: float) -> float:
    return round(1 - objective, 9)


def _metric(name: str, stage: dict[str, str], window: cdk.Duration, statistic: str) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=NAMESPACE, metric_name=name, dimensions_map=stage, statistic=statistic, period=window
    )
