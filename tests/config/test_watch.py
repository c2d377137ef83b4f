"""Objectives and prices: what is refused, and that every estimate says what it rests on."""

import pytest
from pydantic import ValidationError

import config
from config.prices import prices
from config.watch import Slo


def test_an_environment_is_watched_unless_it_says_otherwise() -> None:
    watch = type(config.load("dev").watch)()
    assert (watch.dashboards, watch.alarms) == (True, True)


@pytest.mark.parametrize(
    "impossible", [{"availability": 1.0}, {"latency_share": 1.0}, {"latency_ms": 30_000}]
)
def test_an_objective_without_a_budget_or_beyond_the_gateway_is_refused(impossible: dict[str, float]) -> None:
    with pytest.raises(ValidationError, match=next(iter(impossible))):
        Slo.model_validate(impossible)


def test_an_estimate_names_its_day_and_says_when_the_prices_are_another_regions() -> None:
    found = prices()
    assert found.basis(found.region) == f"list prices, read {found.read}"
    assert found.basis("ap-southeast-1").startswith("list prices of another region than ap-southeast-1")
