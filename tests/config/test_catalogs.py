"""The committed AWS facts are what their sources say."""

import json

import pytest

from config.catalog import (
    CATALOGS,
    instance_types,
    nearest,
    prebuilt_image_account,
    prebuilt_image_uri,
    regions,
    regions_selling,
)
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


@pytest.mark.parametrize(
    ("name", "use", "sold", "not_sold"),
    [
        ("ml.p5.48xlarge", "endpoint", "us-west-2", "ap-southeast-1"),
        ("ml.p5.48xlarge", "training", "us-west-2", "ap-southeast-1"),
        ("ml.p5.48xlarge", "cluster", "ap-southeast-1", None),
        ("ml.g6.xlarge", "training", "us-west-2", "ap-southeast-1"),
        ("ml.trn1.2xlarge", "training", "us-east-1", "ap-southeast-1"),
        ("ml.trn1.2xlarge", "endpoint", "us-west-2", "us-east-2"),
        ("ml.inf2.xlarge", "endpoint", "ap-southeast-1", None),
        ("g6.xlarge", "ec2", "us-west-2", "ap-southeast-1"),
        ("trn1.2xlarge", "ec2", "us-east-2", "eu-west-1"),
        ("g5.xlarge", "ec2", "us-west-2", "ap-southeast-1"),
    ],
)
def test_accelerators_are_sold_where_the_price_list_has_them(
    name: str, use: str, sold: str, not_sold: str | None
) -> None:
    selling = regions_selling(name, use=use)
    assert sold in selling
    assert not_sold not in selling


def test_names_of_ec2_have_no_ml_and_all_others_have() -> None:
    assert not any(name.startswith("ml.") for name in instance_types(use="ec2", region="us-east-1"))
    assert all(name.startswith("ml.") for name in instance_types(use="cluster", region="us-east-1"))


def test_regions_are_ordered_by_their_distance() -> None:
    assert nearest("us-east-1")[:2] == ("us-east-2", "us-west-2")
    assert nearest("ap-southeast-1")[0] == "ap-northeast-1"
    assert nearest("eu-central-1")[0] == "eu-west-1"
    assert all(set(nearest(region)) | {region} == set(regions()) for region in regions())


def test_every_region_has_a_prebuilt_container() -> None:
    assert all(prebuilt_image_account(region) for region in regions())
    assert prebuilt_image_account("mars-north-1") is None


def test_a_prebuilt_container_has_a_complete_address() -> None:
    expected = "121021644041.dkr.ecr.ap-southeast-1.amazonaws.com/sagemaker-scikit-learn:1.9-0-cpu-py3"
    assert prebuilt_image_uri("ap-southeast-1") == expected
