"""A model's page: where its latency goes, what it answers, what serves it and what that costs."""

from collections.abc import Sequence

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from config import Environment
from stacks.constructs.api_objectives import NAMESPACE as GATEWAY
from stacks.constructs.api_objectives import PREDICTIONS, stage_dimensions
from stacks.constructs.endpoint import ModelEndpoint
from stacks.constructs.hosting_shape import HostingShape
from stacks.constructs.hosting_widgets import MICROSECONDS, HostingWidgets
from stacks.constructs.widgets import NAMESPACE, graph, math, metric, search, text


class ModelDashboard(cloudwatch.Dashboard):
    """Named `lab2api-<environment>-<model>`, so that people and `lab2api dashboard MODEL` find it."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        config: Environment,
        model: str,
        endpoint: ModelEndpoint,
        alarms: Sequence[cloudwatch.IAlarm],
    ) -> None:
        super().__init__(scope, id, dashboard_name=f"lab2api-{config.name}-{model}")
        self._model, self._route = model, {**stage_dimensions(config), **PREDICTIONS}
        shape = HostingShape.of(endpoint.serving)
        self._hosting = HostingWidgets(shape=shape, endpoint=endpoint.name)
        self.add_widgets(text(f"# {model} ({config.name})\n{shape.words(config.region)}"))
        self.add_widgets(self._split(), self._hosting.latency(), self._hosting.invocations())
        self.add_widgets(self._drift(), self._hosting.cost(), self._hosting.capacity())
        self.add_widgets(self._answers(), self._cold_starts(), *self._hosting.gpus())
        if alarms:
            self.add_widgets(
                cloudwatch.AlarmStatusWidget(title="Alarms", alarms=list(alarms), width=24, height=2)
            )

    def _own(self, name: str, *, statistic: str, label: str) -> cloudwatch.Metric:
        return metric(NAMESPACE, name, {"Model": self._model}, statistic=statistic, label=label)

    def _split(self) -> cloudwatch.GraphWidget:
        """Stack averages, because averages add up and percentiles do not."""
        measured: dict[str, cloudwatch.IMetric] = {
            "latency": metric(GATEWAY, "Latency", self._route, statistic="Average"),
            "integration": metric(GATEWAY, "IntegrationLatency", self._route, statistic="Average"),
            "proxy": self._own("ProxyLatency", statistic="Average", label="proxy"),
            "asked": self._own("EndpointLatency", statistic="Average", label="endpoint"),
            "model": self._hosting.metric("ModelLatency", statistic="Average"),
        }

        def part(expression: str, label: str, *names: str) -> cloudwatch.MathExpression:
            return math(
                f"IF({expression} > 0, {expression}, 0)",
                label=label,
                metrics={name: measured[name] for name in names},
            )

        return graph(
            "Latency, where it goes (average)",
            part(f"(model / {MICROSECONDS})", "model", "model"),
            part(f"(asked - model / {MICROSECONDS})", "SageMaker and network", "asked", "model"),
            part("proxy", "proxy", "proxy"),
            part("(integration - proxy - asked)", "Lambda", "integration", "proxy", "asked"),
            part("(latency - integration)", "API Gateway (all models)", "latency", "integration"),
            unit="ms",
            stacked=True,
        )

    def _drift(self) -> cloudwatch.GraphWidget:
        """Show what the model says over time: the shares of the labels, or the mean of the values."""
        shares = search(
            "PredictedShare", dimensions=["Model", "Version", "Label"], statistic="Average", Model=self._model
        )
        values = search(
            "PredictedValue", dimensions=["Model", "Version"], statistic="Average", Model=self._model
        )
        version = "${PROP('Dim.Version')}"
        return graph(
            "Drift: what the model predicts",
            math(shares, label=f"${{PROP('Dim.Label')}} ({version})"),
            unit="share of rows",
            right=[math(values, label=f"mean value ({version})")],
            right_unit="mean value",
        )

    def _answers(self) -> cloudwatch.GraphWidget:
        return graph(
            "Answers",
            self._own("Predictions", statistic="Sum", label="predictions"),
            self._own("ModelProblems", statistic="Sum", label="problems (5xx)"),
            unit="a minute",
        )

    def _cold_starts(self) -> cloudwatch.GraphWidget:
        return graph(
            "Cold starts of the proxy",
            self._own("ColdStarts", statistic="Sum", label="cold starts"),
            unit="a minute",
        )
