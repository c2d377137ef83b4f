"""SageMaker's control plane without a server: requests and answers as the service model wants them."""

from collections.abc import Iterator
from typing import Any

import pytest

from local.sagemaker import models, operations  # noqa: F401 - models registers the operations under test
from local.sagemaker.errors import ServiceError
from local.sagemaker.records import records

ROLE = "arn:aws:iam::000000000000:role/execution"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    records.reset()
    yield
    records.reset()


def model(name: str = "m") -> dict[str, Any]:
    container = {"Image": "image", "ModelDataUrl": "s3://bucket/model.tar.gz"}
    return operations.call(
        "CreateModel", {"ModelName": name, "ExecutionRoleArn": ROLE, "PrimaryContainer": container}
    )


def test_a_request_that_the_service_model_refuses_names_the_member() -> None:
    with pytest.raises(ServiceError, match="ModelName"):
        operations.call("CreateModel", {"ExecutionRoleArn": ROLE})


def test_an_answer_carries_only_members_that_the_shape_knows() -> None:
    assert model().keys() == {"ModelArn"}
    assert "Tags" not in operations.call("DescribeModel", {"ModelName": "m"})


def test_an_operation_without_a_handler_says_that_it_is_not_emulated() -> None:
    with pytest.raises(ServiceError, match="CreatePartnerApp is not emulated") as refused:
        operations.call("CreatePartnerApp", {})
    assert refused.value.status == 501


def test_a_configuration_needs_models_that_exist() -> None:
    variant = {
        "VariantName": "a",
        "ModelName": "absent",
        "InitialInstanceCount": 1,
        "InstanceType": "ml.m5.large",
    }
    with pytest.raises(ServiceError, match='Could not find Model "absent"'):
        operations.call("CreateEndpointConfig", {"EndpointConfigName": "c", "ProductionVariants": [variant]})


def test_lists_filter_order_and_page() -> None:
    for name in ("alpha-1", "beta", "alpha-2"):
        model(name)
    request: dict[str, Any] = {
        "NameContains": "alpha",
        "SortBy": "Name",
        "SortOrder": "Ascending",
        "MaxResults": 1,
    }
    first = operations.call("ListModels", request)
    second = operations.call("ListModels", request | {"NextToken": first["NextToken"]})
    assert [page["Models"][0]["ModelName"] for page in (first, second)] == ["alpha-1", "alpha-2"]
    assert "NextToken" not in second


def test_a_token_that_nobody_gave_out_is_refused() -> None:
    with pytest.raises(ServiceError, match="NextToken"):
        operations.call("ListModels", {"NextToken": "guess"})


def test_tags_are_set_removed_and_listed_by_arn() -> None:
    arn = model()["ModelArn"]
    operations.call(
        "AddTags", {"ResourceArn": arn, "Tags": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]}
    )
    operations.call("DeleteTags", {"ResourceArn": arn, "TagKeys": ["a", "unknown"]})
    assert operations.call("ListTags", {"ResourceArn": arn})["Tags"] == [{"Key": "b", "Value": "2"}]


def test_a_group_with_versions_is_not_deleted() -> None:
    operations.call("CreateModelPackageGroup", {"ModelPackageGroupName": "g"})
    records.create("ModelPackage", "g/1", {"ModelPackageGroupName": "g"})
    with pytest.raises(ServiceError, match="still has versions"):
        operations.call("DeleteModelPackageGroup", {"ModelPackageGroupName": "g"})


def test_an_operation_has_one_handler() -> None:
    with pytest.raises(LookupError, match="already has a handler"):
        operations.operation("CreateModel")(lambda request: request)
    with pytest.raises(LookupError, match="no operation"):
        operations.operation("CreateNothing")
