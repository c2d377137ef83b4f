"""Choices that no committed environment makes synthesize as well, without a finding outside the register."""

import json
from typing import Any

import pytest

import config
from config import Environment
from stacks import build_app
from tests.stacks.reading import Template, each, only, template_texts


def variation(name: str, *, api: dict[str, Any] | None = None, **changes: Any) -> Environment:
    """Return dev with another name and other settings."""
    dev = config.load("dev")
    values = {**dev.model_dump(), "name": name, "api": {**dev.api.model_dump(), **(api or {})}, **changes}
    return Environment.model_validate(values)


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Template]:
    outdir = tmp_path_factory.mktemp("matrix")
    variations = [
        variation("cognito", api={"auth": "cognito"}),
        variation("signed", api={"auth": "iam"}, snap_start=False),
        variation("firewall", api={"waf": True}),
        variation("abroad", image="prebuilt", region="ap-southeast-1"),
    ]
    build_app(configs=variations, outdir=str(outdir)).synth()
    return {name: json.loads(text) for name, text in template_texts(outdir).items()}


def test_without_snapstart_there_is_no_version_to_publish(varied: dict[str, Template]) -> None:
    assert list(each({"": varied["Signed-Api"]}, "AWS::Lambda::Version")) == []
    assert list(each({"": varied["Cognito-Api"]}, "AWS::Lambda::Version")) != []


def test_a_firewall_is_one_line_of_settings(varied: dict[str, Template]) -> None:
    assert only(varied["Firewall-Api"], "AWS::WAFv2::WebACLAssociation")


def test_another_region_is_a_setting_and_is_named_nowhere_else(varied: dict[str, Template]) -> None:
    for name, template in varied.items():
        if name.startswith("Abroad-"):
            assert "us-east-1" not in str(template), name


def test_aws_own_container_finds_our_functions(varied: dict[str, Template]) -> None:
    container = only(varied["Abroad-Serving-breast-cancer"], "AWS::SageMaker::Model")["Properties"][
        "PrimaryContainer"
    ]
    assert container["Image"].endswith("/sagemaker-scikit-learn:1.9-0-cpu-py3")
    assert container["Environment"]["SAGEMAKER_PROGRAM"] == "inference.py"
