"""DeploymentConfig becomes the steps that AWS describes, and what AWS refuses is refused."""

from typing import Any

import pytest

from local.hosting.traffic_routing import LONGEST_SECONDS, TrafficRouting
from local.sagemaker.errors import ServiceError


def blue_green(type_: str, *, wait: int = 60, termination: int = 120, **more: Any) -> dict[str, Any]:
    routing = {"Type": type_, "WaitIntervalInSeconds": wait, **more}
    policy = {"TrafficRoutingConfiguration": routing, "TerminationWaitInSeconds": termination}
    return {"BlueGreenUpdatePolicy": policy}


def percent(value: int) -> dict[str, Any]:
    return {"Type": "CAPACITY_PERCENT", "Value": value}


def count(value: int) -> dict[str, Any]:
    return {"Type": "INSTANCE_COUNT", "Value": value}


def steps(config: dict[str, Any] | None, *, instances: int = 4) -> list[tuple[float, int]]:
    routing = TrafficRouting.of(config, instances=instances)
    return [(round(step.share, 6), step.seconds) for step in routing.steps]


def test_without_a_configuration_all_traffic_moves_at_once_and_nothing_bakes() -> None:
    assert steps(None) == [(1.0, 0)]
    assert TrafficRouting.of(None, instances=1).limit == LONGEST_SECONDS


def test_all_at_once_bakes_for_the_termination_wait() -> None:
    assert steps(blue_green("ALL_AT_ONCE")) == [(1.0, 120)]


def test_a_canary_is_one_small_step_and_then_all() -> None:
    assert steps(blue_green("CANARY", CanarySize=percent(10))) == [(0.1, 60), (1.0, 120)]
    assert steps(blue_green("CANARY", CanarySize=count(1))) == [(0.25, 60), (1.0, 120)]


def test_linear_goes_up_by_its_step_and_the_last_one_bakes_for_the_termination_wait() -> None:
    assert steps(blue_green("LINEAR", LinearStepSize=percent(30))) == [
        (0.3, 60), (0.6, 60), (0.9, 60), (1.0, 120),
    ]  # fmt: skip
    assert steps(blue_green("LINEAR", LinearStepSize=percent(50))) == [(0.5, 60), (1.0, 120)]


def test_rolling_is_a_step_a_batch() -> None:
    policy = {"MaximumBatchSize": count(2), "WaitIntervalInSeconds": 30}
    assert steps({"RollingUpdatePolicy": policy}, instances=5) == [(0.4, 30), (0.8, 30), (1.0, 30)]


@pytest.mark.parametrize(
    ("config", "instances", "named"),
    [
        (blue_green("CANARY", CanarySize=percent(51)), 4, "CanarySize 51"),
        (blue_green("CANARY", CanarySize=count(1)), 1, r"CanarySize 1 \(INSTANCE_COUNT\) is 100 %"),
        (blue_green("CANARY"), 4, "CanarySize is required"),
        (blue_green("LINEAR", LinearStepSize=percent(9)), 4, "LinearStepSize 9"),
        (blue_green("LINEAR", CanarySize=percent(10)), 4, "LinearStepSize is required"),
        (
            {"RollingUpdatePolicy": {"MaximumBatchSize": percent(4), "WaitIntervalInSeconds": 1}},
            4,
            "MaximumBatchSize 4",
        ),
        (
            {
                "RollingUpdatePolicy": {
                    "MaximumBatchSize": percent(50),
                    "WaitIntervalInSeconds": 300,
                    "MaximumExecutionTimeoutInSeconds": 600,
                }
            },
            4,
            "MaximumExecutionTimeoutInSeconds",
        ),
    ],
)
def test_what_cannot_work_is_refused_by_name(config: dict[str, Any], instances: int, named: str) -> None:
    with pytest.raises(ServiceError, match=named):
        TrafficRouting.of(config, instances=instances)
