"""The image is built in the account from model_code/ and named by digest; or it is AWS's own."""

from typing import Any

import pytest

import config
from stacks.image import prebuilt_image
from tests.stacks.reading import each, only


@pytest.fixture
def image(templates: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return templates["Dev-Image"]


def test_a_tag_is_written_once_and_scanned(image: dict[str, Any]) -> None:
    repository = only(image, "AWS::ECR::Repository")["Properties"]
    assert repository["ImageTagMutability"] == "IMMUTABLE"
    assert repository["ImageScanningConfiguration"] == {"ScanOnPush": True}
    assert repository["EncryptionConfiguration"]["EncryptionType"] == "KMS"
    assert "LifecyclePolicy" in repository


def test_changed_sources_ask_for_another_image(image: dict[str, Any]) -> None:
    properties = only(image, "Custom::InferenceImage")["Properties"]
    assert len(properties["ImageTag"]) == 64
    project = only(image, "AWS::CodeBuild::Project")["Properties"]
    assert properties["ImageTag"] in str(project["Source"]["Location"])


def test_the_builder_gives_up_before_cloudformation_does(image: dict[str, Any]) -> None:
    project = only(image, "AWS::CodeBuild::Project")["Properties"]
    builder = only(image, "AWS::Lambda::Function")["Properties"]
    assert project["TimeoutInMinutes"] * 60 < builder["Timeout"] == 900
    assert only(image, "Custom::InferenceImage")["Properties"]["ServiceTimeout"] == "900"


def test_the_build_reads_one_object_and_writes_one_repository(image: dict[str, Any]) -> None:
    for where, policy in each({"": image}, "AWS::IAM::ManagedPolicy"):
        if "BuildRole" in where and "LogIn" not in where:
            assert "*" not in str(policy["Properties"]["PolicyDocument"]["Statement"][0]["Resource"]), where


def test_the_starter_and_the_pipeline_are_not_in_the_image(assembly: Any, image: dict[str, Any]) -> None:
    tag = only(image, "Custom::InferenceImage")["Properties"]["ImageTag"]
    names = {path.name for path in (assembly / f"asset.{tag}").iterdir()}
    assert {"serve.py", "train.py"} <= names
    assert names & {"starter", "pipeline", "__pycache__"} == set()


def test_aws_own_container_is_named_by_region_and_needs_no_stack() -> None:
    image = prebuilt_image(config.load("dev").model_copy(update={"region": "ap-southeast-1"}))
    assert (
        image.uri == "121021644041.dkr.ecr.ap-southeast-1.amazonaws.com/sagemaker-scikit-learn:1.9-0-cpu-py3"
    )
    assert image.repository_arn.endswith(":ecr:ap-southeast-1:121021644041:repository/sagemaker-scikit-learn")
