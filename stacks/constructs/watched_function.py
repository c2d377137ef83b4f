"""A function as a dashboard sees it: its numbers by the minute and what it costs."""

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_

from stacks.constructs.function import PlatformFunction
from stacks.constructs.widgets import metric

NAMESPACE = "AWS/Lambda"


class WatchedFunction:
    """`label` is what the page calls it; `gigabytes` is its memory."""

    def __init__(self, label: str, function: PlatformFunction) -> None:
        resource = function.node.default_child
        assert isinstance(resource, lambda_.CfnFunction)  # noqa: S101 - narrows the type for mypy
        self.label = label
        self.gigabytes = (resource.memory_size or 128) / 1024
        self._dimensions = {"FunctionName": function.function_name}

    def sum(self, name: str, *, label: str | None = None) -> cloudwatch.Metric:
        """Return `Invocations`, `Throttles`, `Errors` or milliseconds of `Duration`, in all a minute."""
        return metric(NAMESPACE, name, self._dimensions, statistic="Sum", label=label or self.label)
