"""MetricDataQueries: metrics, searches and expressions over each other, computed for one range of time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from local.cloudwatch import expression, functions, operators
from local.cloudwatch.expression import Call, Name, Node, Number, Text
from local.cloudwatch.labels import labelled, named, plain
from local.cloudwatch.search import DEFAULT_PERIOD, Found, search
from local.cloudwatch.series import MathError, Range, Series, Value
from local.cloudwatch.store import Metric, measure


@dataclass(frozen=True)
class Result:
    """One line of an answer."""

    id: str
    label: str
    series: Series


class Queries:
    """The queries of one request by id; each is computed once, whoever refers to it."""

    def __init__(self, queries: Sequence[Mapping[str, Any]], *, over: Range) -> None:
        self._queries = {str(query["Id"]): query for query in queries}
        self._over = over
        self._values: dict[str, Value] = {}
        self._running: set[str] = set()

    def results(self) -> list[Result]:
        """Return a line for each series that is to be returned. Raises `MathError`."""
        return [
            result
            for name, query in self._queries.items()
            if query.get("ReturnData", True)
            for result in self._returned(name, query)
        ]

    def _returned(self, name: str, query: Mapping[str, Any]) -> list[Result]:
        value, label = self.value(name), str(query.get("Label") or "")
        if isinstance(value, Series):
            return [Result(name, plain(label) or value.label or name, value)]
        if not isinstance(value, list):
            raise MathError(f"{name} is the number {value}: an answer is a series, see TIME_SERIES")
        return [
            Result(name, series.label or f"{label or name} {number}", series)
            for number, series in enumerate(value)
        ]

    def value(self, name: str) -> Value:
        """Compute the query `name`."""
        if name in self._values:
            return self._values[name]
        if name not in self._queries:
            raise MathError(f"no metric or expression has the id {name}")
        if name in self._running:
            raise MathError(f"{name} refers to itself")
        self._running.add(name)
        self._values[name] = self._compute(self._queries[name])
        return self._values[name]

    def _compute(self, query: Mapping[str, Any]) -> Value:
        label = str(query.get("Label") or "")
        if statistic := query.get("MetricStat"):
            metric = Metric.of(statistic["Metric"])
            measured = measure(
                metric, statistic=statistic["Stat"], period=int(statistic["Period"]), over=self._over
            )
            return replace(measured, label=labelled(label, metric, alone=True))
        tree = expression.parse(str(query["Expression"]))
        if isinstance(tree, Call) and tree.function == "SEARCH":
            return [named(found, label) for found in self._search(tree)]
        value = self._evaluate(tree)
        return replace(value, label=label) if isinstance(value, Series) else value

    def _evaluate(self, node: Node) -> Value:
        if isinstance(node, Number):
            return node.value
        if isinstance(node, Name):
            return self.value(node.value)
        if isinstance(node, Text):
            raise MathError(f"the text {node.value!r} is not wanted here")
        return self._call(node)

    def _call(self, node: Call) -> Value:
        if node.function == "SEARCH":
            return [named(found, "") for found in self._search(node)]
        if node.function == "METRICS":
            return self._metrics(node)
        if node.function == "FILL":
            value, filling = node.arguments
            repeat = isinstance(filling, Name) and filling.value == "REPEAT"
            return functions.fill(
                self._evaluate(value), "REPEAT" if repeat else self._evaluate(filling), over=self._over
            )
        arguments = [self._evaluate(argument) for argument in node.arguments]
        if node.function == "negative":
            return operators.each(arguments[0], lambda number: -number)
        if node.function == "[]":
            return [series for value in arguments for series in _flat(value)]
        if node.function in operators.BINARY:
            return operators.apply(node.function, *arguments)
        return functions.call(node.function, arguments, over=self._over)

    def _metrics(self, node: Call) -> list[Series]:
        """Return all metrics of the request, or those whose id has the text in it."""
        wanted = node.arguments[0].value if node.arguments and isinstance(node.arguments[0], Text) else ""
        ids = [name for name, query in self._queries.items() if query.get("MetricStat") and wanted in name]
        return [series for name in ids for series in _flat(self.value(name))]

    def _search(self, node: Call) -> list[Found]:
        match node.arguments:
            case (Text(pattern), Text(statistic)):
                period = DEFAULT_PERIOD
            case (Text(pattern), Text(statistic), Number(seconds)):
                period = int(seconds)
            case _:
                raise MathError("SEARCH takes a pattern, a statistic and a period")
        return search(pattern, statistic=statistic, period=period, over=self._over)


def _flat(value: Value) -> list[Series]:
    if isinstance(value, Series):
        return [value]
    if isinstance(value, list):
        return value
    raise MathError("a list in metric math holds series only")
