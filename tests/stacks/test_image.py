"""The image is built in the account from model_code/ and named by digest; or it is AWS's own."""

import json
from typing import Any

import pytest

import config
from stacks.constructs.image_project import MODEL_CODE
from stacks.image import prebuilt_image
from tests.stacks.reading import identity_statements, only


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
    resources = {
        statement["Sid"]: str(statement["Resource"])
        for where, statement in identity_statements({"": image})
        if "BuildRole" in where and "LogIn" not in where
    }
    assert {"ReadSource", "Push"} <= set(resources)
    assert not [sid for sid, resource in resources.items() if "*" in resource]


def test_only_what_the_dockerfile_copies_decides_whether_to_build(
    assembly: Any, image: dict[str, Any]
) -> None:
    """An edit of a README, a test or the starter must not rebuild the image and replace every endpoint."""
    tag = only(image, "Custom::InferenceImage")["Properties"]["ImageTag"]
    names = {path.name for path in (assembly / f"asset.{tag}").iterdir()}
    lines = (MODEL_CODE / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copies = [line.split()[1:-1] for line in lines if line.startswith("COPY ")]
    copied = {word for words in copies for word in words if not word.startswith("--")}
    assert len(copied) >= 5
    assert names == {"Dockerfile", *copied}


def test_no_image_in_service_expires(image: dict[str, Any]) -> None:
    policy = only(image, "AWS::ECR::Repository")["Properties"]["LifecyclePolicy"]["LifecyclePolicyText"]
    assert [rule["selection"]["tagStatus"] for rule in json.loads(policy)["rules"]] == ["untagged"]


def test_the_build_pushes_one_manifest_and_no_index(image: dict[str, Any]) -> None:
    spec = json.loads(only(image, "AWS::CodeBuild::Project")["Properties"]["Source"]["BuildSpec"])
    assert spec["env"]["variables"] == {"BUILDX_NO_DEFAULT_ATTESTATIONS": "1"}


def test_the_address_is_handed_over_by_a_parameter(image: dict[str, Any]) -> None:
    parameter = only(image, "AWS::SSM::Parameter")["Properties"]
    assert parameter["Name"] == "/lab2api/dev/image"
    assert parameter["Value"]["Fn::GetAtt"][1] == "ImageUri"


def test_who_uses_the_image_is_deployed_after_it(assembly: Any) -> None:
    manifest = json.loads((assembly / "assembly-Dev" / "manifest.json").read_text())["artifacts"]
    users = [name for name in manifest if name.startswith(("DevTraining", "DevServing"))]
    stacks = [name for name in users if manifest[name]["type"] == "aws:cloudformation:stack"]
    assert len(stacks) == 2
    for name in stacks:
        assert any(other.startswith("DevImage") for other in manifest[name]["dependencies"]), name


def test_aws_own_container_is_named_by_region_and_needs_no_stack() -> None:
    image = prebuilt_image(config.load("dev").model_copy(update={"region": "ap-southeast-1"}))
    assert (
        image.address
        == "121021644041.dkr.ecr.ap-southeast-1.amazonaws.com/sagemaker-scikit-learn:1.9-0-cpu-py3"
    )
    assert image.repository_arn.endswith(":ecr:ap-southeast-1:121021644041:repository/sagemaker-scikit-learn")
