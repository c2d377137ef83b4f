from typing import Any

import boto3
import pytest

from local.cloudformation.lifecycle import lifecycle_rules
from local.cloudformation.properties import for_operation

SAGEMAKER: Any = boto3.client(
    "sagemaker", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
)


def test_numbers_and_booleans_that_came_through_a_parameter_get_their_type() -> None:
    variant = {"VariantName": "a", "InitialInstanceCount": "2", "InitialVariantWeight": "0.5"}
    request = for_operation(SAGEMAKER, "CreateEndpointConfig", {"ProductionVariants": [variant]})
    assert request["ProductionVariants"][0] == {
        "VariantName": "a", "InitialInstanceCount": 2, "InitialVariantWeight": 0.5,
    }  # fmt: skip
    assert for_operation(SAGEMAKER, "CreateModel", {"EnableNetworkIsolation": "true"}) == {
        "EnableNetworkIsolation": True
    }


def test_a_property_that_the_api_does_not_have_is_refused_with_its_path() -> None:
    with pytest.raises(ValueError, match=r"CreateModel\.PrimaryContainer has no property Bogus"):
        for_operation(SAGEMAKER, "CreateModel", {"PrimaryContainer": {"Bogus": 1}})


def test_a_boolean_in_other_words_is_refused() -> None:
    with pytest.raises(ValueError, match="give true or false"):
        for_operation(SAGEMAKER, "CreateModel", {"EnableNetworkIsolation": "maybe"})


def test_lifecycle_rules_keep_every_part() -> None:
    rule = {
        "Id": "tidy", "Status": "Enabled", "Prefix": "a/",
        "ExpirationInDays": 30, "ExpiredObjectDeleteMarker": True,
        "NoncurrentVersionExpiration": {"NoncurrentDays": 7},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
        "Transitions": [{"StorageClass": "GLACIER", "TransitionInDays": 5}],
    }  # fmt: skip
    assert lifecycle_rules([rule]) == [
        {
            "ID": "tidy",
            "Status": "Enabled",
            "Filter": {"Prefix": "a/"},
            "Expiration": {"Days": 30, "ExpiredObjectDeleteMarker": True},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 7},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
            "Transitions": [{"Days": 5, "StorageClass": "GLACIER"}],
        }
    ]


def test_a_lifecycle_property_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="Surprise"):
        lifecycle_rules([{"Status": "Enabled", "Surprise": 1}])
