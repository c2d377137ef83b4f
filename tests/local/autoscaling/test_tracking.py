"""Target tracking by AWS's rules: quick out, slow in, and nothing without data."""

import pytest

from local.autoscaling.tracking import desired

FIFTEEN = 15


def want(values: list[float | None], *, capacity: int = 4, scale_in: bool = True) -> int:
    return desired(values, capacity=capacity, aim=10.0, scale_in=scale_in)


def test_three_datapoints_above_the_target_scale_out_in_proportion() -> None:
    assert want([10.0] * 12 + [20.0, 20.0, 15.0]) == 6
    assert want([10.0] * 12 + [10.0, 20.0, 20.0]) == 4


def test_a_scale_out_rounds_up() -> None:
    assert want([35.1] * FIFTEEN, capacity=1) == 4


def test_fifteen_minutes_below_nine_tenths_scale_in_as_far_as_the_busiest_of_them_allows() -> None:
    assert want([1.0] * 14 + [5.0]) == 2
    assert want([9.1] + [1.0] * 14) == 4
    assert want([9.0] + [1.0] * 14) == 4


@pytest.mark.parametrize("place", [0, 7, 14])
def test_a_gap_is_too_little_data_to_scale_in(place: int) -> None:
    values: list[float | None] = [0.0] * FIFTEEN
    values[place] = None
    assert want(values) == 4


def test_a_gap_is_too_little_data_to_scale_out() -> None:
    assert want([99.0] * 13 + [None, 99.0]) == 4


def test_idleness_wants_zero_and_zero_wants_nothing_back() -> None:
    assert want([0.0] * FIFTEEN) == 0
    assert want([99.0] * FIFTEEN, capacity=0) == 0


def test_scale_in_can_be_disabled() -> None:
    assert want([0.0] * FIFTEEN, scale_in=False) == 4
