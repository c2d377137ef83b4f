"""Whether a shadow did as well as production, by what SageMaker measured of both variants."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict

NAMESPACE = "AWS/SageMaker"
PRODUCTION, SHADOW = "AllTraffic", "Shadow"
"""The names that stacks/constructs/variant.py gives the variants."""
MORE_ERRORS = 0.01
"""How much the shadow's share of failed calls may be above production's (0..1)."""
ASKED = {
    "invocations": ("Invocations", "Sum"),
    "errors": ("InvocationModelErrors", "Sum"),
    "p99": ("ModelLatency", "p99"),
}
MICROSECONDS = 1000.0


class Measured(BaseModel):
    """One variant since the shadow began; `p99` in milliseconds, None where CloudWatch has none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    invocations: float
    errors: float
    p99: float | None

    @property
    def error_share(self) -> float:
        """The share of calls that the container did not answer with 2XX."""
        return self.errors / self.invocations if self.invocations else 0.0


class Verdict(BaseModel):
    """Whether the shadow may go on to the canary, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    good: bool
    why: str


def queries(*, endpoint: str, variant: str, period: int) -> list[dict[str, Any]]:
    """Return GetMetricData's queries of one variant, one number each a period of seconds."""
    own = [{"Name": "EndpointName", "Value": endpoint}, {"Name": "VariantName", "Value": variant}]
    return [
        {
            "Id": name,
            "MetricStat": {
                "Metric": {"Namespace": NAMESPACE, "MetricName": metric, "Dimensions": own},
                "Period": period,
                "Stat": statistic,
            },
        }
        for name, (metric, statistic) in ASKED.items()
    ]


def measured(results: Sequence[Mapping[str, Any]]) -> Measured:
    """Read GetMetricData's answer; of several periods' p99 the worst counts."""
    values = {line["Id"]: [float(value) for value in line["Values"]] for line in results}
    latencies = values.get("p99", [])
    return Measured(
        invocations=sum(values.get("invocations", [])),
        errors=sum(values.get("errors", [])),
        p99=max(latencies) / MICROSECONDS if latencies else None,
    )


def judge(*, production: Measured, shadow: Measured, requests: int, latency_ratio: float) -> Verdict:
    """Compare errors and latency; too few requests prove nothing, and what proves nothing is not good."""
    if shadow.invocations < requests:
        seen = f"the shadow saw {shadow.invocations:.0f} requests"
        return Verdict(good=False, why=f"{seen}, fewer than shadow_requests {requests}")
    more = shadow.error_share - production.error_share
    if more > MORE_ERRORS:
        shares = f"{shadow.error_share:.2%} of its calls, production {production.error_share:.2%}"
        return Verdict(good=False, why=f"the shadow failed {shares}")
    if not shadow.p99 or not production.p99:
        return Verdict(good=False, why="CloudWatch has no latency of both variants")
    ratio = shadow.p99 / production.p99
    times = f"the shadow's p99 is {shadow.p99:.1f} ms, {ratio:.2f} times production's"
    if ratio > latency_ratio:
        return Verdict(good=False, why=f"{times}; at most {latency_ratio:g}")
    return Verdict(good=True, why=f"{times}; {shadow.error_share:.2%} of its calls failed")
