"""What SageMaker counts of a model's endpoint, by mode, as graphs.

https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
"""

from aws_cdk import aws_cloudwatch as cloudwatch

from config.prices import prices
from stacks.constructs.endpoint_metrics import NAMESPACE as INVOCATIONS
from stacks.constructs.hosting_shape import HostingShape
from stacks.constructs.variant import VARIANT
from stacks.constructs.widgets import graph, math, metric, search

INSTANCES = "/aws/sagemaker/Endpoints"
COMPONENTS = "/aws/sagemaker/InferenceComponents"
MICROSECONDS = 1000


class HostingWidgets:
    """`endpoint` is also the component's name."""

    def __init__(self, *, shape: HostingShape, endpoint: str) -> None:
        self._shape = shape
        self._endpoint = {"EndpointName": endpoint}
        self._variant = {"EndpointName": endpoint, "VariantName": VARIANT}
        self._component = {"InferenceComponentName": endpoint}
        self._own = self._component if shape.mode == "component" else self._variant

    def metric(self, name: str, *, statistic: str, label: str | None = None) -> cloudwatch.Metric:
        """Return a metric of the variant, or of the component."""
        return metric(INVOCATIONS, name, self._own, statistic=statistic, label=label)

    def latency(self) -> cloudwatch.GraphWidget:
        """Draw the slow end of the model's own time and of what SageMaker adds."""
        parts = {"model": ("ModelLatency", "model"), "added": ("OverheadLatency", "SageMaker")}
        lines = [
            math(
                f"{part}{rank} / {MICROSECONDS}",
                label=f"{label} {rank}",
                metrics={f"{part}{rank}": self.metric(name, statistic=rank)},
            )
            for part, (name, label) in parts.items()
            for rank in ("p50", "p99")
        ]
        return graph("Latency of the endpoint", *lines, unit="ms")

    def invocations(self) -> cloudwatch.GraphWidget:
        """Draw calls and their errors; asynchronous endpoints count what they worked off."""
        if self._shape.mode == "async":
            worked = ("InvocationsProcessed", "InvocationFailures", "ExpiredRequests")
            return graph(
                "Invocations",
                *(metric(INVOCATIONS, n, self._endpoint, statistic="Sum") for n in worked),
                unit="a minute",
            )
        names = ("Invocations", "Invocation4XXErrors", "Invocation5XXErrors", "InvocationModelErrors")
        return graph("Invocations", *(self.metric(name, statistic="Sum") for name in names), unit="a minute")

    def capacity(self) -> cloudwatch.GraphWidget:
        """Draw what serves, and what waits for it."""
        if self._shape.mode == "async":
            waiting = (
                metric(
                    INVOCATIONS,
                    "ApproximateBacklogSize",
                    self._endpoint,
                    statistic="Maximum",
                    label="backlog",
                ),
            )
            return graph(
                "Instances and backlog",
                self._instances(),
                unit="instances",
                right=waiting,
                right_unit="requests waiting",
            )
        if self._shape.mode == "component":
            missed = metric(
                INVOCATIONS,
                "NoCapacityInvocationFailures",
                self._component,
                statistic="Sum",
                label="no capacity",
            )
            copies = metric(
                COMPONENTS,
                "CPUUtilizationNormalized",
                self._component,
                statistic="SampleCount",
                label="copies",
            )
            return graph(
                "Copies", copies, self._instances(), unit="running", right=[missed], right_unit="requests"
            )
        if self._shape.on_instances:
            return graph("Instances", self._instances(), unit="instances")
        setup = math(
            f"m / {MICROSECONDS}",
            label="ModelSetupTime",
            metrics={"m": self.metric("ModelSetupTime", statistic="Average")},
        )
        started = self.metric("ModelSetupTime", statistic="SampleCount", label="cold starts")
        return graph("Cold starts of the endpoint", started, unit="a minute", right=[setup], right_unit="ms")

    def gpus(self) -> list[cloudwatch.GraphWidget]:
        """Draw how busy and how full GPUs are, nothing where there are none.

        Of a component's own share; of an instance 100 % for each of its GPUs, as SageMaker adds them up.
        """
        if not self._shape.gpus:
            return []
        namespace, ending = (COMPONENTS, "Normalized") if self._own is self._component else (INSTANCES, "")
        names = {"GPUUtilization": "busy", "GPUMemoryUtilization": "memory"}
        lines = [
            metric(namespace, f"{name}{ending}", self._own, statistic="Average", label=label)
            for name, label in names.items()
        ]
        return [graph("GPUs", *lines, unit="%")]

    def cost(self) -> cloudwatch.GraphWidget:
        """Draw USD an hour: running instances at their price, or gigabyte-seconds of model time at theirs."""
        if self._shape.on_instances:
            # Of every variant: a shadow is paid for as well, and so are both fleets of a deployment.
            everyone = search(
                "CPUUtilization",
                namespace=INSTANCES,
                dimensions=["EndpointName", "VariantName"],
                statistic="SampleCount",
                **self._endpoint,
            )
            priced = math(f"SUM({everyone}) * {self._shape.hourly or 0:g}", label="instances")
            return graph("Cost an hour", priced, unit="USD an hour")
        gigabytes, unit = (self._shape.memory_mb or 0) / 1024, prices().unit.serverless_gb_second
        took = {"took": self.metric("ModelLatency", statistic="Sum")}
        priced = math(
            f"took / 1000000 * {gigabytes:g} * {unit:.8f} * 3600 / PERIOD(took)",
            label="model time",
            metrics=took,
        )
        return graph("Cost an hour", priced, unit="USD an hour")

    def _instances(self) -> cloudwatch.Metric:
        """Count instances: each reports its CPU once a minute."""
        return metric(INSTANCES, "CPUUtilization", self._variant, statistic="SampleCount", label="instances")
