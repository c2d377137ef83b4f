"""IAM takes the boundary of every admitted roster; of another, synthesis says which class is too large."""

import json
from pathlib import Path

import pytest

import config
from config import Environment
from config.catalog import instance_types
from config.roster import Roster
from stacks.constructs.boundary_size import MOST
from tests.stacks.classes import policies
from tests.stacks.classes.alone import STACK, policies_of
from tests.stacks.classes.resources import BUCKET

ABROAD, SERVICES = "ap-southeast-1", ("canvas", "training", "endpoints", "bedrock")
BY_LENGTH = sorted(instance_types(use="training", region=ABROAD), key=len, reverse=True)
ADMITTED = Roster.model_fields["instance_types"].metadata[-1].max_length
DEMO = config.load("classroom")


def largest(count: int) -> tuple[Environment, Roster]:
    """Return the longest names that an environment and a class can have, and the longest types."""
    values = DEMO.classes[0].model_dump()
    changed = {"name": "c" * 16, "environment": "e" * 16, "services": SERVICES}
    roster = Roster.model_validate(values | changed | {"instance_types": BY_LENGTH[:ADMITTED]})
    found = roster.model_copy(update={"instance_types": tuple(BY_LENGTH[:count])})
    return DEMO.model_copy(update={"name": "e" * 16, "region": ABROAD}), found


def test_iam_takes_the_boundary_of_the_largest_roster_that_is_admitted(tmp_path: Path) -> None:
    environment, roster = largest(ADMITTED)
    boundary = policies.boundary({STACK: policies_of(environment, roster, folder=tmp_path)}, stack=STACK)
    text = "".join(json.dumps(boundary, separators=(",", ":")).split())
    longer_bucket = text.count(BUCKET) * (63 - len(BUCKET.removeprefix("arn:aws:s3:::")))
    assert MOST - 300 < len(text) + longer_bucket <= MOST


def test_a_class_that_iam_would_refuse_is_named_before_anything_is_deployed(tmp_path: Path) -> None:
    environment, roster = largest(ADMITTED + 20)
    with pytest.raises(
        ValueError, match=f"class {'c' * 16}: its boundary would have 6,[0-9]{{3}} characters"
    ):
        policies_of(environment, roster, folder=tmp_path)


def test_a_roster_with_more_types_than_fit_is_refused() -> None:
    values = DEMO.classes[0].model_dump() | {"instance_types": BY_LENGTH[: ADMITTED + 1]}
    with pytest.raises(ValueError, match=f"instance_types\n.*at most {ADMITTED}"):
        Roster.model_validate(values)
