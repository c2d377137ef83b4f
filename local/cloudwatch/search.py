"""SEARCH: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/search-expression-syntax.html."""

import re
from dataclasses import dataclass

from local.cloudwatch.series import MathError, Range, Series
from local.cloudwatch.store import Metric, measure, metrics

DEFAULT_PERIOD = 300
_SCHEMA = re.compile(r'\s*\{\s*("[^"]+"|[^,{}"]+)((?:,\s*(?:"[^"]+"|[^,{}"]+))*)\s*\}\s*')
_TERM = re.compile(r'\s*(?:(\w+)\s*=\s*)?("[^"]*"|[^\s()"=]+)')


@dataclass(frozen=True)
class Found:
    """One metric of a search and its values."""

    metric: Metric
    series: Series


def search(pattern: str, *, statistic: str, period: int, over: Range) -> list[Found]:
    """Return every metric that the pattern names and that has values, in the order of their dimensions.

    Understood are the `{namespace,dimension,...}` schema, `Key="value"`, bare words and AND; no OR, NOT or
    brackets, which raise `MathError`.
    """
    schema = _SCHEMA.match(pattern)
    if schema is None:
        raise MathError(f"SEARCH {pattern!r}: begin with {{namespace,dimension}}")
    namespace = _bare(schema[1])
    dimensions = {_bare(name) for name in schema[2].split(",") if name.strip()}
    terms = _terms(pattern[schema.end() :])
    chosen = [
        metric
        for metric in metrics()
        if metric.namespace == namespace
        and set(metric.dimensions) == dimensions
        and all(_fits(metric, key, value) for key, value in terms)
    ]
    chosen.sort(key=lambda metric: (metric.name, sorted(metric.dimensions.items())))
    found = [
        Found(metric, measure(metric, statistic=statistic, period=period, over=over)) for metric in chosen
    ]
    return [each for each in found if each.series.values]


def _terms(text: str) -> list[tuple[str, str]]:
    terms, at, text = [], 0, text.strip()
    while at < len(text):
        found = _TERM.match(text, at)
        if found is None or found[2] in ("OR", "NOT"):
            raise MathError(f'SEARCH: {text[at:]!r} is not understood locally; use Key="value" and AND')
        if found[1] or found[2] != "AND":
            terms.append((found[1] or "", found[2]))
        at = found.end()
    return terms


def _fits(metric: Metric, key: str, value: str) -> bool:
    named = {"MetricName": metric.name, "Namespace": metric.namespace, **metric.dimensions}
    held = [named[key]] if key in named else [] if key else list(named.values())
    if value.startswith('"'):
        return _bare(value) in held
    return any(value.lower() in text.lower() for text in held)


def _bare(text: str) -> str:
    return text.strip().strip(",").strip().strip('"')
