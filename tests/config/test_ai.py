"""`[ai]`: a model without a way to reach it is refused before a deploy."""

import pytest
from pydantic import ValidationError

import config
from config import Environment
from config.inference_profiles import guardrail_profile, has_terminologies, inference_profile

MICRO = "amazon.nova-micro-v1:0"


@pytest.mark.parametrize(
    ("region", "id_"), [("us-east-1", f"us.{MICRO}"), ("ap-southeast-1", f"apac.{MICRO}")]
)
def test_a_region_has_the_profile_of_its_geography(region: str, id_: str) -> None:
    profile = inference_profile(model=MICRO, region=region)
    assert profile is not None
    assert profile.id == id_
    assert region in profile.regions
    filters = guardrail_profile(region)
    assert filters is not None
    assert filters.id.endswith(".guardrail.v1:0")


def test_terminologies_are_only_where_cloudformation_has_the_type() -> None:
    assert has_terminologies("us-east-1")
    assert not has_terminologies("ap-southeast-1")


@pytest.mark.parametrize(("region", "model"), [("us-east-1", "amazon.nova-mega-v1:0"), ("eu-west-1", MICRO)])
def test_a_model_that_the_region_does_not_reach_is_refused_with_what_to_do(region: str, model: str) -> None:
    values = config.load("dev").model_dump()
    values |= {"region": region, "ai": values["ai"] | {"chat_model": model}}
    with pytest.raises(ValidationError, match=r"ai\.chat_model: .* has no profile of"):
        Environment.model_validate(values)
