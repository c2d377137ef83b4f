"""The API's page: requests, refusals and failures by kind, where the time goes, and what it costs."""

from collections.abc import Sequence

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from config import Environment
from config.prices import prices
from stacks.constructs.api_cost import ai_usage, cost
from stacks.constructs.api_objectives import NAMESPACE, slow, stage_dimensions, unavailable
from stacks.constructs.burn_rate import SPEEDS
from stacks.constructs.watched_function import WatchedFunction
from stacks.constructs.widgets import graph, line, math, metric, search, text

KINDS = {
    400: "not valid",
    401: "no credentials",
    403: "not allowed",
    404: "not found",
    406: "answer format",
    413: "too large",
    415: "body format",
    429: "too many",
    500: "our fault",
    502: "model failed",
    503: "not ready",
    504: "too slow",
}
"""By status, the problems that functions count (lambda/http_api/problems.py)."""


class ApiDashboard(cloudwatch.Dashboard):
    """Named `lab2api-<environment>`, so that people and `lab2api dashboard api` find it.

    `functions` are what a request waits for; those `beside` cost and are throttled like them.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        functions: Sequence[WatchedFunction],
        beside: Sequence[WatchedFunction],
        alarms: Sequence[cloudwatch.IAlarm],
    ) -> None:
        super().__init__(scope, id, dashboard_name=f"lab2api-{config.name}")
        self._config, self._stage = config, stage_dimensions(config)
        self._functions, self._every = functions, [*functions, *beside]
        basis = prices().basis(config.region)
        self.add_widgets(text(f"# lab2api {config.name}: the API\nCosts are estimates: {basis}."))
        self.add_widgets(self._requests(), self._by_kind(), self._burn())
        self.add_widgets(self._split(), self._percentiles(), self._throttles())
        self.add_widgets(cost(self._every, stage=self._stage), ai_usage(), self._cold_starts())
        if alarms:
            self.add_widgets(
                cloudwatch.AlarmStatusWidget(title="Alarms", alarms=list(alarms), width=24, height=2)
            )

    def _gateway(self, name: str, statistic: str, label: str | None = None) -> cloudwatch.Metric:
        return metric(NAMESPACE, name, self._stage, statistic=statistic, label=label)

    def _requests(self) -> cloudwatch.GraphWidget:
        return graph(
            "Requests",
            self._gateway("Count", "Sum", "requests"),
            self._gateway("4XXError", "Sum", "refused (4xx)"),
            self._gateway("5XXError", "Sum", "failed (5xx)"),
            unit="a minute",
        )

    def _by_kind(self) -> cloudwatch.GraphWidget:
        """Stack what functions say; the rest, such as a missing key, API Gateway refused itself."""
        said = {
            f"k{status}": math(
                f"SUM({search(f'Problem{status}', dimensions=['service'], statistic='Sum')})",
                label=f"{status} {kind}",
            )
            for status, kind in KINDS.items()
        }
        every = {"refused": self._gateway("4XXError", "Sum"), "failed": self._gateway("5XXError", "Sum")}
        counted = f"FILL(SUM({search('Problem*', dimensions=['service'], statistic='Sum')}), 0)"
        own = math(
            f"IF(refused + failed > {counted}, refused + failed - {counted}, 0)",
            label="by API Gateway itself",
            metrics=every,
        )
        return graph("Refusals and failures by kind", own, *said.values(), unit="a minute", stacked=True)

    def _burn(self) -> cloudwatch.GraphWidget:
        window, slo = SPEEDS[0].short, self._config.api.slo
        return graph(
            "Error budget: how many times too fast (5 minutes)",
            unavailable(slo, self._stage, window),
            slow(slo, self._stage, window),
            unit="times",
            lines=[line(f"{speed.id.lower()}: {speed.rate:g}", speed.rate) for speed in SPEEDS],
        )

    def _split(self) -> cloudwatch.GraphWidget:
        latency, integration = (self._gateway(f"{kind}Latency", "Average") for kind in ("", "Integration"))
        took = {f"d{number}": each.sum("Duration") for number, each in enumerate(self._functions)}
        called = {f"i{number}": each.sum("Invocations") for number, each in enumerate(self._functions)}
        function = math(
            f"SUM([{','.join(took)}]) / SUM([{','.join(called)}])", label="function", metrics=took | called
        )
        both: dict[str, cloudwatch.IMetric] = {"integration": integration, "function": function}
        return graph(
            "Latency, where it goes (average)",
            function,
            math("IF(integration > function, integration - function, 0)", label="integration", metrics=both),
            math(
                "latency - integration",
                label="gateway",
                metrics={"latency": latency, "integration": integration},
            ),
            unit="ms",
            stacked=True,
        )

    def _percentiles(self) -> cloudwatch.GraphWidget:
        slo = self._config.api.slo
        return graph(
            "Latency",
            *(self._gateway("Latency", rank, rank) for rank in ("p50", "p90", "p99")),
            unit="ms",
            lines=[line(f"objective: {slo.latency_share:.1%} within", slo.latency_ms)],
        )

    def _throttles(self) -> cloudwatch.GraphWidget:
        return graph("Functions throttled", *(each.sum("Throttles") for each in self._every), unit="a minute")

    def _cold_starts(self) -> cloudwatch.GraphWidget:
        counted = search("ColdStarts", dimensions=["Model"], statistic="Sum")
        return graph(
            "Cold starts of the proxy", math(f"SUM({counted})", label="cold starts"), unit="a minute"
        )
