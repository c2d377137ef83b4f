"""Step scaling as AWS's guide describes it, with the guide's own numbers."""

from typing import Any

import pytest

from local.autoscaling import step

# https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html
OUT: list[dict[str, Any]] = [
    {"MetricIntervalLowerBound": 0.0, "MetricIntervalUpperBound": 10.0, "ScalingAdjustment": 0},
    {"MetricIntervalLowerBound": 10.0, "MetricIntervalUpperBound": 20.0, "ScalingAdjustment": 10},
    {"MetricIntervalLowerBound": 20.0, "ScalingAdjustment": 30},
]
IN: list[dict[str, Any]] = [
    {"MetricIntervalLowerBound": -10.0, "MetricIntervalUpperBound": 0.0, "ScalingAdjustment": 0},
    {"MetricIntervalLowerBound": -20.0, "MetricIntervalUpperBound": -10.0, "ScalingAdjustment": -10},
    {"MetricIntervalUpperBound": -20.0, "ScalingAdjustment": -30},
]


def wanted(kind: str, steps: list[dict[str, Any]], capacity: int, breach: float, **more: int) -> int:
    configuration = {"AdjustmentType": kind, "StepAdjustments": steps, **more}
    return step.wanted(configuration, capacity=capacity, breach=breach)


@pytest.mark.parametrize(("breach", "capacity"), [(0, 10), (9.9, 10), (10, 11), (20, 13), (50, 13)])
def test_a_percentage_grows_by_the_step_that_the_breach_falls_into(breach: float, capacity: int) -> None:
    assert wanted("PercentChangeInCapacity", OUT, 10, breach) == capacity


@pytest.mark.parametrize(("breach", "capacity"), [(-10, 9), (-9.9, 10), (-20, 7), (-19.9, 9), (-50, 7)])
def test_a_percentage_shrinks_by_the_step_that_the_breach_falls_into(breach: float, capacity: int) -> None:
    assert wanted("PercentChangeInCapacity", IN, 10, breach) == capacity


@pytest.mark.parametrize(
    ("capacity", "percent", "after"), [(1, 10, 2), (15, 10, 16), (1, -10, 0), (15, -10, 14), (0, 50, 0)]
)
def test_a_percentage_is_rounded_towards_zero_but_never_to_nothing(
    capacity: int, percent: int, after: int
) -> None:
    steps = [{"ScalingAdjustment": percent}]
    assert wanted("PercentChangeInCapacity", steps, capacity, 1.0) == after


def test_the_least_magnitude_of_a_percentage_is_kept() -> None:
    steps = [{"ScalingAdjustment": 10}]
    assert wanted("PercentChangeInCapacity", steps, 4, 1.0, MinAdjustmentMagnitude=2) == 6


def test_an_exact_capacity_and_a_change_never_go_below_zero() -> None:
    assert wanted("ExactCapacity", [{"ScalingAdjustment": 5}], 9, 0.0) == 5
    assert wanted("ChangeInCapacity", [{"ScalingAdjustment": -5}], 2, 0.0) == 0


def test_a_breach_without_a_step_changes_nothing() -> None:
    assert wanted("ExactCapacity", [{"MetricIntervalLowerBound": 5.0, "ScalingAdjustment": 9}], 1, 0.0) == 1
