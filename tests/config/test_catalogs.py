"""The committed AWS facts are what their sources say."""

import json

import pytest

from config.catalog import CATALOGS, instance_types, prebuilt_image_account, prebuilt_image_uri, regions
from config.catalogs import refresh


def test_the_instance_types_are_what_the_script_writes() -> None:
    assert refresh.TARGET.read_text(encoding="utf-8") == refresh.render(), (
        "run config/catalogs/refresh.py, review"
    )


def test_the_catalog_says_where_and_when_it_was_read() -> None:
    catalog = json.loads((CATALOGS / "instance_types.json").read_text())
    assert {"source", "read_on"} < set(catalog)


@pytest.mark.parametrize("use", ["endpoint", "training", "processing", "studio", "transform"])
@pytest.mark.parametrize("region", ["us-east-1", "ap-southeast-1"])
def test_the_usual_type_is_sold_for_every_use(use: str, region: str) -> None:
    assert "ml.m5.xlarge" in instance_types(use=use, region=region)


def test_known_gaps_are_known() -> None:
    assert "ml.g6.xlarge" not in instance_types(use="endpoint", region="ap-southeast-1")
    assert not any(name.startswith("ml.inf2.") for name in instance_types(use="training", region="us-east-1"))


def test_every_region_has_a_prebuilt_container() -> None:
    assert all(prebuilt_image_account(region) for region in regions())
    assert prebuilt_image_account("mars-north-1") is None


def test_a_prebuilt_container_has_a_complete_address() -> None:
    expected = "121021644041.dkr.ecr.ap-southeast-1.amazonaws.com/sagemaker-scikit-learn:1.9-0-cpu-py3"
    assert prebuilt_image_uri("ap-southeast-1") == expected
