"""`lab2api instances`: what a region sells, what it has, and prices that say their day and region."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.__main__ import app


def said(*arguments: str, columns: int = 130) -> Any:
    """Run the verb in a terminal so wide."""
    return CliRunner().invoke(app, ["instances", *arguments], env={"COLUMNS": str(columns)})


def as_json(*arguments: str) -> dict[str, Any]:
    """Return the offers by name."""
    return {offer["name"]: offer for offer in json.loads(said(*arguments, "--json").stdout)}


def test_a_type_is_shown_with_what_it_has_and_what_it_costs_where_and_when() -> None:
    lines = said("--use", "training", "--region", "us-west-2", "--gpu").stdout.splitlines()
    (line,) = (line for line in lines if line.startswith("ml.p5.48xlarge "))
    for fact in ("8 H100 80 GB", "7,915", "yes", "28,312", "63.3", "2026-09-01 us-west-2"):
        assert fact in line


def test_only_types_with_the_accelerators_asked_for_are_shown() -> None:
    gpus, neurons = as_json("--gpu"), as_json("--neuron")
    assert {offer["accelerator"]["kind"] for offer in gpus.values()} == {"gpu"}
    assert {"ml.inf2.xlarge", "ml.trn1.2xlarge"} <= set(neurons)
    assert as_json("--gpu", "--neuron").keys() == gpus.keys() | neurons.keys()
    assert as_json().keys() > gpus.keys() | neurons.keys()


def test_an_unknown_price_is_unknown_and_last() -> None:
    offers = as_json("--neuron")
    prices = [offer["usd_per_hour"] for offer in offers.values()]
    assert offers["ml.inf1.xlarge"]["usd_per_hour"] is None
    known = [price["usd"] for price in prices if price]
    assert known == sorted(known)
    assert prices[: len(known)] == [price for price in prices if price]
    (line,) = (line for line in said("--neuron").stdout.splitlines() if line.startswith("ml.inf1.xlarge "))
    assert line.rstrip().endswith("unknown")


def test_the_price_of_another_region_names_it() -> None:
    offer = as_json("--region", "ap-southeast-1", "--gpu")["ml.g5.16xlarge"]
    assert (offer["region"], offer["usd_per_hour"]["region"]) == ("ap-southeast-1", "us-east-1")
    assert "us-west-2" in offer["regions"]


def test_machines_get_the_quota_to_ask_for() -> None:
    assert as_json("--gpu")["ml.g6.xlarge"]["quota"]["code"] == "L-D470D954"
    assert as_json("--use", "ec2", "--neuron")["trn1.2xlarge"]["quota"]["unit"] == "vcpus"


def test_where_nothing_is_sold_the_nearest_regions_that_sell_it_are_named() -> None:
    told = said("--use", "training", "--region", "ap-southeast-1", "--neuron")
    assert "us-west-2, us-east-1" in told.stdout.replace("us-east-2, ", "")


@pytest.mark.parametrize("wrong", [("--use", "lunch"), ("--region", "mars-north-1")])
def test_an_unknown_use_or_region_is_answered_with_the_known_ones(wrong: tuple[str, str]) -> None:
    told = said(*wrong)
    assert told.exit_code == 1
    assert {"--use": "training", "--region": "ap-southeast-1"}[wrong[0]] in told.stderr


def test_a_narrow_terminal_gets_whole_names_and_prices() -> None:
    lines = said("--gpu", columns=80).stdout.splitlines()
    assert all(len(line.rstrip()) <= 80 and "…" not in line for line in lines)
    assert any("ml.g6e.48xlarge" in line and "37.66" in line for line in lines)
