"""Hourly prices: each has its day, region and source, and what is unknown is None."""

from datetime import date

import pytest

from config.catalog import instance_types, regions
from config.hardware import facts
from config.prices import hourly, prices


@pytest.mark.parametrize(
    ("name", "use", "region", "usd", "day"),
    [
        ("ml.m5.large", "endpoint", "us-east-1", 0.115, date(2026, 9, 27)),
        ("ml.p5.48xlarge", "training", "us-west-2", 63.296, date(2026, 9, 1)),
        ("p5.48xlarge", "ec2", "us-east-1", 55.04, date(2026, 7, 20)),
        ("trn1.2xlarge", "ec2", "us-east-1", 1.34375, date(2026, 7, 20)),
    ],
)
def test_a_price_is_the_lists_of_its_region_and_day(
    name: str, use: str, region: str, usd: float, day: date
) -> None:
    price = hourly(name, region=region, use=use)
    assert price is not None
    assert (price.usd, price.region, price.date) == (usd, region, day)
    assert price.source


def test_where_a_region_has_no_price_the_nearest_regions_is_taken_and_says_so() -> None:
    near, far = (
        hourly(name, region="ap-southeast-1", use="endpoint") for name in ("ml.m5.large", "ml.r5.large")
    )
    assert near and far
    assert (near.region, far.region) == ("us-west-2", "us-east-1")


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("ml.inf1.xlarge", "endpoint"),
        ("ml.p5.48xlarge", "cluster"),
        ("ml.g6.xlarge", "ec2"),
        ("ml.m99.large", "endpoint"),
    ],
)
def test_an_unknown_price_is_none(name: str, use: str) -> None:
    assert hourly(name, region="us-east-1", use=use) is None


@pytest.mark.parametrize("use", ["endpoint", "training", "ec2"])
def test_no_price_is_zero_and_half_of_virginias_types_have_one(use: str) -> None:
    sold = instance_types(use=use, region="us-east-1")
    found = {name: price for name in sold if (price := hourly(name, region="us-east-1", use=use))}
    assert all(price.usd > 0 for price in found.values())
    assert len(found) > len(sold) * 0.45


def test_sagemaker_costs_more_than_the_same_machine_on_ec2() -> None:
    """Guards against a table read in the wrong column: the surcharge was never below 7 nor above 50 %."""
    ratios = {}
    for name in instance_types(use="endpoint", region="us-east-1"):
        managed = hourly(name, region="us-east-1", use="endpoint")
        bare = hourly(facts(name).name, region="us-east-1", use="ec2")
        if managed and bare:
            ratios[name] = managed.usd / bare.usd
    assert {name: ratio for name, ratio in ratios.items() if not 0.99 <= ratio <= 1.5} == {}


def test_an_estimate_of_another_region_says_so() -> None:
    assert all(
        prices().basis(region).startswith("list prices of another region")
        for region in regions()
        if region != prices().region
    )
