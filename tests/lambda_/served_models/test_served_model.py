"""Entries in SSM: each mode has what it needs and nothing else."""

from typing import Any

import pytest
from pydantic import ValidationError

from http_api.problems import ProblemError
from served_models.endpoint import Address, version_of
from served_models.served_model import ServedModel
from tests.lambda_.inference_proxy.samples import SERVED


def read(**entry: Any) -> ServedModel:
    whole = {name: value for name, value in (SERVED | entry).items() if value is not None}
    return ServedModel.model_validate(whole)


@pytest.mark.parametrize(
    "entry",
    [
        {"mode": "serverless"},
        {"mode": "realtime"},
        {"mode": "realtime", "models": "s3://bucket/"},
        {"mode": "async"},
        {"mode": "component", "component": "dev-iris"},
        {"mode": "mock", "endpoint": None},
        {"mode": "ecs", "endpoint": None, "url": "https://models.example.com/models/iris"},
        {"mode": "eks", "endpoint": None, "url": "https://models.example.com/models/iris"},
    ],
)
def test_each_mode_is_read(entry: dict[str, Any]) -> None:
    assert read(**entry).mode == entry["mode"]


def test_an_entry_that_is_older_than_modes_is_asked_as_before() -> None:
    assert read().mode == "realtime"
    assert read().address(None) == Address(endpoint="dev-iris")


@pytest.mark.parametrize(
    "entry",
    [
        {"mode": "batch"},
        {"mode": "mock"},
        {"mode": "async", "endpoint": None},
        {"mode": "component"},
        {"mode": "serverless", "component": "dev-iris"},
        {"mode": "async", "models": "s3://bucket/learners/"},
        {"mode": "realtime", "models": "s3://bucket/learners"},
        {"mode": "realtime", "models": "learners/"},
        {"colour": "red"},
        {"mode": "ecs"},
        {"mode": "ecs", "endpoint": None},
        {"mode": "ecs", "endpoint": None, "url": "http://models.example.com/models/iris"},
        {"mode": "eks", "endpoint": None, "url": "https://169.254.169.254/latest"},
        *(
            {"mode": "ecs", "endpoint": None, "url": f"https://{host}/models/iris"}
            for host in (
                "169.254.169.254",
                "2852039166",
                "0xa9fea9fe",
                "a.0xa9.0xfe",
                "localhost",
                "-a.example",
            )
        ),
        {"mode": "realtime", "url": "https://models.example.com/models/iris"},
    ],
)
def test_an_entry_that_contradicts_its_mode_is_broken(entry: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read(**entry)


def test_one_model_among_many_has_its_own_file_and_card() -> None:
    served = read(models="s3://bucket/learners/")
    assert served.address("an") == Address(endpoint="dev-iris", target_model="an.tar.gz")
    assert served.card_of("an") == "s3://bucket/learners/an.card.json"
    assert served.card_of(None) == SERVED["card"]
    with pytest.raises(ProblemError) as caught:
        served.address(None)
    assert caught.value.errors[0].field == "target"


@pytest.mark.parametrize(
    ("attributes", "version"),
    [
        ("model-version=8", "8"),
        ("request-id=r, model-version=models:8/a", "models:8/a"),
        ("model-version=", None),
        ("model-versions=8", None),
        ("", None),
        (None, None),
        ("model-version=" + "x" * 500, "x" * 128),
    ],
)
def test_the_containers_version_is_read_from_its_attributes(
    attributes: str | None, version: str | None
) -> None:
    assert version_of(attributes) == version
