"""What the API costs an hour beside its endpoints: requests, functions and the AI services."""

from collections.abc import Mapping, Sequence

from aws_cdk import aws_cloudwatch as cloudwatch

from config.prices import prices
from stacks.constructs.api_objectives import NAMESPACE
from stacks.constructs.watched_function import WatchedFunction
from stacks.constructs.widgets import PERIOD_SECONDS, graph, math, metric, search

HOURLY = 3600 // PERIOD_SECONDS
"""Periods in an hour, for what a search counts by its own period."""


def cost(functions: Sequence[WatchedFunction], *, stage: Mapping[str, str]) -> cloudwatch.GraphWidget:
    """Stack USD an hour at list prices."""
    unit, requests = prices().unit, metric(NAMESPACE, "Count", stage, statistic="Sum")
    priced = {
        f"c{number}": math(
            f"d{number} / 1000 * {each.gigabytes:g} * {unit.function_gb_second:.10f}"
            f" + i{number} * {unit.function_request:.7f}",
            label=each.label,
            metrics={f"d{number}": each.sum("Duration"), f"i{number}": each.sum("Invocations")},
        )
        for number, each in enumerate(functions)
    }
    return graph(
        "Cost an hour, without endpoints",
        math(
            f"requests * {unit.api_request:.7f} * 3600 / PERIOD(requests)",
            label="API Gateway",
            metrics={"requests": requests},
        ),
        math(f"SUM([{','.join(priced)}]) * {HOURLY}", label="functions", metrics=priced),
        math(f"SUM({_usd()}) * {HOURLY}", label="AI services"),
        unit="USD an hour",
        stacked=True,
    )


def ai_usage() -> cloudwatch.GraphWidget:
    """Stack what the functions estimate by operation (lambda/http_api/usage.py)."""
    return graph(
        "AI services: estimated cost",
        math(_usd(), label="${PROP('Dim.Operation')}"),
        unit="USD a minute",
        stacked=True,
    )


def _usd() -> str:
    return search("EstimatedUsd", dimensions=["ApiKeyId", "Service", "Operation"], statistic="Sum")
