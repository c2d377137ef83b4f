"""DeploymentConfig as the steps it asks for: which share of traffic, and how long it bakes.

https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from local.sagemaker.errors import ServiceError

LONGEST_SECONDS = 28_800
"""MaximumExecutionTimeoutInSeconds at most, and here where it is left out: SageMaker names no default."""
_ALL: dict[str, Any] = {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 0}
_PERCENT = {"CanarySize": (1, 50), "LinearStepSize": (10, 50), "MaximumBatchSize": (5, 50)}
"""API reference: TrafficRoutingConfig (CanarySize, LinearStepSize) and RollingUpdatePolicy."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """Traffic on `share` of the new fleet, watched for `seconds`, which the member `setting` gave."""

    share: float
    seconds: int
    setting: Literal["WaitIntervalInSeconds", "TerminationWaitInSeconds"]
    capacity: Literal["canary", "step", "batch", "full"]


@dataclass(frozen=True, kw_only=True)
class TrafficRouting:
    """The steps of a deployment in order, the last one with all traffic, and its time limit in seconds."""

    steps: tuple[Step, ...]
    limit: int

    @classmethod
    def of(cls, config: dict[str, Any] | None, *, instances: int) -> "TrafficRouting":
        """Read a DeploymentConfig for a variant of so many instances; `ServiceError` if it cannot work."""
        if rolling := (config or {}).get("RollingUpdatePolicy"):
            steps = tuple(_rolling(rolling, instances))
            limit = rolling.get("MaximumExecutionTimeoutInSeconds", LONGEST_SECONDS)
        else:
            policy = (config or {}).get("BlueGreenUpdatePolicy", {"TrafficRoutingConfiguration": _ALL})
            steps = tuple(_blue_green(policy, instances))
            limit = policy.get("MaximumExecutionTimeoutInSeconds", LONGEST_SECONDS)
        if sum(step.seconds for step in steps) >= limit:
            raise ServiceError(
                message=f"MaximumExecutionTimeoutInSeconds ({limit}) must be longer than all waits together."
            )
        return cls(steps=steps, limit=limit)


def _blue_green(policy: dict[str, Any], instances: int) -> Iterator[Step]:
    routing = policy["TrafficRoutingConfiguration"]
    wait = routing["WaitIntervalInSeconds"]
    if routing["Type"] == "CANARY":
        share = _share(routing, "CanarySize", instances)
        yield Step(share=share, seconds=wait, setting="WaitIntervalInSeconds", capacity="canary")
    elif routing["Type"] == "LINEAR":
        step = _share(routing, "LinearStepSize", instances)
        for share in _below_all(step):
            yield Step(share=share, seconds=wait, setting="WaitIntervalInSeconds", capacity="step")
    last = policy.get("TerminationWaitInSeconds", 0)
    yield Step(share=1.0, seconds=last, setting="TerminationWaitInSeconds", capacity="full")


def _rolling(policy: dict[str, Any], instances: int) -> Iterator[Step]:
    """Batches take over one after the other; one process stands for all instances, so a batch is a share."""
    wait, batch = policy["WaitIntervalInSeconds"], _share(policy, "MaximumBatchSize", instances)
    for share in (*_below_all(batch), 1.0):
        yield Step(share=share, seconds=wait, setting="WaitIntervalInSeconds", capacity="batch")


def _below_all(step: float) -> Iterator[float]:
    number = 1
    while number * step < 1 - 1e-9:
        yield number * step
        number += 1


def _share(policy: dict[str, Any], member: str, instances: int) -> float:
    if member not in policy:
        raise ServiceError(message=f"{member} is required for the type {policy.get('Type', 'rolling')}.")
    size, (least, most) = policy[member], _PERCENT[member]
    percent = size["Value"] if size["Type"] == "CAPACITY_PERCENT" else 100 * size["Value"] / instances
    if not least <= percent <= most:
        raise ServiceError(
            message=f"{member} {size['Value']} ({size['Type']}) is {percent:g} % of {instances} instance(s): "
            f"it must be between {least} % and {most} %."
        )
    return float(percent / 100)
