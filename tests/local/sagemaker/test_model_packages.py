"""The registry: versions, approval, and the event that approval is."""

import json

import pytest
from botocore.exceptions import ClientError

from local import aws
from tests.local.sagemaker.laboratory import Laboratory


def register(laboratory: Laboratory, group: str) -> str:
    created = laboratory.sagemaker.create_model_package(
        ModelPackageGroupName=group, CustomerMetadataProperties={"card": "s3://b/card.json"}
    )
    return str(created["ModelPackageArn"])


def test_versions_count_up_and_the_newest_is_listed_first(laboratory: Laboratory) -> None:
    laboratory.sagemaker.create_model_package_group(ModelPackageGroupName="local-m")
    first, second = register(laboratory, "local-m"), register(laboratory, "local-m")
    assert first.endswith(":model-package/local-m/1")
    rows = laboratory.sagemaker.list_model_packages(ModelPackageGroupName="local-m")[
        "ModelPackageSummaryList"
    ]
    assert [row["ModelPackageArn"] for row in rows] == [second, first]


def test_approval_is_kept_listed_and_announced(laboratory: Laboratory) -> None:
    events, sqs = aws.client("events"), aws.client("sqs")
    url = sqs.create_queue(QueueName=laboratory.bucket)["QueueUrl"]
    pattern = {
        "source": ["aws.sagemaker"],
        "detail-type": ["SageMaker Model Package State Change"],
        "detail": {"ModelPackageGroupName": ["local-m"], "ModelApprovalStatus": ["Approved"]},
    }
    events.put_rule(Name=laboratory.bucket, EventPattern=json.dumps(pattern))
    arn = f"arn:aws:sqs:us-east-1:000000000000:{laboratory.bucket}"
    events.put_targets(Rule=laboratory.bucket, Targets=[{"Id": "q", "Arn": arn}])
    laboratory.sagemaker.create_model_package_group(ModelPackageGroupName="local-m")
    package = register(laboratory, "local-m")
    laboratory.sagemaker.update_model_package(
        ModelPackageArn=package, ModelApprovalStatus="Approved", ApprovalDescription="looks right"
    )
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    assert json.loads(message["Body"])["detail"]["ModelPackageArn"] == package
    approved = laboratory.sagemaker.list_model_packages(
        ModelPackageGroupName="local-m", ModelApprovalStatus="Approved"
    )["ModelPackageSummaryList"]
    assert [row["ModelPackageArn"] for row in approved] == [package]
    described = laboratory.sagemaker.describe_model_package(ModelPackageName=package)
    assert described["ApprovalDescription"] == "looks right"
    assert described["CustomerMetadataProperties"] == {"card": "s3://b/card.json"}
    events.remove_targets(Rule=laboratory.bucket, Ids=["q"])
    events.delete_rule(Name=laboratory.bucket)


def test_a_version_needs_its_group(laboratory: Laboratory) -> None:
    with pytest.raises(ClientError, match='Could not find ModelPackageGroup "absent"'):
        register(laboratory, "absent")


def test_a_package_has_either_a_group_or_a_name(laboratory: Laboratory) -> None:
    with pytest.raises(ClientError, match="either ModelPackageGroupName or ModelPackageName"):
        laboratory.sagemaker.create_model_package(ModelPackageDescription="neither")


def test_a_deleted_version_is_gone(laboratory: Laboratory) -> None:
    laboratory.sagemaker.create_model_package_group(ModelPackageGroupName="local-m")
    package = register(laboratory, "local-m")
    laboratory.sagemaker.delete_model_package(ModelPackageName=package)
    assert (
        laboratory.sagemaker.list_model_packages(ModelPackageGroupName="local-m")["ModelPackageSummaryList"]
        == []
    )
