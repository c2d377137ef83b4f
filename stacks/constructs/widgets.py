"""House defaults of dashboard widgets and their metrics: minutes, named axes, a third of the page each."""

from collections.abc import Mapping, Sequence

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch

PERIOD = cdk.Duration.minutes(1)
PERIOD_SECONDS = 60
WIDTH, HEIGHT = 8, 6
"""Of the 24 columns of a dashboard."""

NAMESPACE = "lab2api"
"""Where our functions' embedded metrics are."""


def metric(
    namespace: str, name: str, dimensions: Mapping[str, str], *, statistic: str, label: str | None = None
) -> cloudwatch.Metric:
    """Return one metric by the minute."""
    return cloudwatch.Metric(
        namespace=namespace,
        metric_name=name,
        dimensions_map=dict(dimensions),
        statistic=statistic,
        period=PERIOD,
        label=label or name,
    )


def math(
    expression: str, *, label: str, metrics: Mapping[str, cloudwatch.IMetric] | None = None
) -> cloudwatch.MathExpression:
    """Return an expression over metrics by their ids."""
    return cloudwatch.MathExpression(
        expression=expression, label=label, using_metrics=dict(metrics or {}), period=PERIOD
    )


def search(
    name: str, *, dimensions: Sequence[str], statistic: str, namespace: str = NAMESPACE, **exact: str
) -> str:
    """Return a SEARCH over metrics with exactly these dimensions, some with a given value.

    `Problem*` finds every name with the word: a search compares the words of a name (CloudWatch guide,
    search expression syntax: `Problem404` has the words Problem and 404).
    """
    named = f"MetricName={name[:-1]}" if name.endswith("*") else f'MetricName="{name}"'
    terms = " ".join([named, *(f'{key}="{value}"' for key, value in exact.items())])
    schema = ",".join([namespace, *dimensions])
    return f"SEARCH('{{{schema}}} {terms}', '{statistic}', {PERIOD_SECONDS})"


def graph(
    title: str,
    *metrics: cloudwatch.IMetric,
    unit: str,
    stacked: bool = False,
    lines: Sequence[cloudwatch.HorizontalAnnotation] = (),
    right: Sequence[cloudwatch.IMetric] = (),
    right_unit: str = "",
) -> cloudwatch.GraphWidget:
    """Return a graph whose axes begin at zero and name their unit; `lines` are thresholds."""
    axis = cloudwatch.YAxisProps
    return cloudwatch.GraphWidget(
        title=title,
        left=list(metrics),
        right=list(right),
        left_y_axis=axis(label=unit, min=0, show_units=False),
        right_y_axis=axis(label=right_unit, min=0, show_units=False) if right else None,
        left_annotations=list(lines),
        stacked=stacked,
        period=PERIOD,
        width=WIDTH,
        height=HEIGHT,
    )


def line(label: str, value: float) -> cloudwatch.HorizontalAnnotation:
    """Return a threshold to draw."""
    return cloudwatch.HorizontalAnnotation(label=label, value=value, color=cloudwatch.Color.RED)


def text(markdown: str, *, height: int = 2) -> cloudwatch.TextWidget:
    """Return words over the whole width."""
    return cloudwatch.TextWidget(markdown=markdown, width=24, height=height)
