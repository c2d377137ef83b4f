"""What a line of a graph is called: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html."""

import re
from dataclasses import replace

from local.cloudwatch.search import Found
from local.cloudwatch.series import Series
from local.cloudwatch.store import Metric

_PROPERTY = re.compile(r"\$\{PROP\('([^']+)'\)\}")


def named(found: Found, label: str) -> Series:
    """Return a search's series under its label."""
    return replace(found.series, label=labelled(label, found.metric, alone=False))


def labelled(label: str, metric: Metric, *, alone: bool) -> str:
    """Fill a dynamic label; a plain one of several series goes before each one's own."""
    own = metric.name if alone else " ".join(metric.dimensions.values()) or metric.name
    if not label or (not alone and not _PROPERTY.search(label)):
        return f"{label} {own}".strip()
    properties = {"MetricName": metric.name, "Namespace": metric.namespace}
    properties |= {f"Dim.{name}": value for name, value in metric.dimensions.items()}
    return _PROPERTY.sub(lambda found: properties.get(found[1], ""), label)


def plain(label: str) -> str:
    """Return a label without what only a metric could fill in."""
    return _PROPERTY.sub("", label)
