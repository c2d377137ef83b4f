"""The image is built in the account from model_code/ and named by digest; or it is AWS's own."""

import io
import json
import re
import tarfile
from typing import Any

import aws_cdk as cdk
import pytest

import config
from stacks.constructs.image_project import MODEL_CODE
from stacks.constructs.inference_image import BuiltImage
from stacks.constructs.source_archive import archive
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
    assert properties["JobsImageTag"] == f"{properties['ImageTag']}-jobs"
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
    assert {"requirements.lock", "requirements-jobs.lock", "track.py", "tracking"} <= copied


def test_no_image_in_service_expires(image: dict[str, Any]) -> None:
    policy = only(image, "AWS::ECR::Repository")["Properties"]["LifecyclePolicy"]["LifecyclePolicyText"]
    assert [rule["selection"]["tagStatus"] for rule in json.loads(policy)["rules"]] == ["untagged"]


def test_the_build_pushes_one_manifest_and_no_index(image: dict[str, Any]) -> None:
    spec = json.loads(only(image, "AWS::CodeBuild::Project")["Properties"]["Source"]["BuildSpec"])
    assert spec["env"]["variables"] == {"BUILDX_NO_DEFAULT_ATTESTATIONS": "1"}


def test_the_build_makes_every_target_of_the_dockerfile(image: dict[str, Any]) -> None:
    phases = json.loads(only(image, "AWS::CodeBuild::Project")["Properties"]["Source"]["BuildSpec"])["phases"]
    stages = re.findall(r"^FROM \S+ AS (\w+)$", (MODEL_CODE / "Dockerfile").read_text(), re.MULTILINE)
    builds = [
        re.fullmatch(r"docker build --platform linux/amd64 --target (\w+) --tag (\S+) \.", command)
        for command in phases["build"]["commands"]
    ]
    made = {found[1]: found[2] for found in builds if found}
    address = "$REPOSITORY_URI:$IMAGE_TAG"
    assert made == {"serving": address, "jobs": f"{address}-jobs"}
    assert list(made) == stages
    assert phases["build"]["on-failure"] == "ABORT"


def test_a_tag_that_is_there_is_not_pushed_again(image: dict[str, Any]) -> None:
    """Tags are immutable: pushing one a second time would fail every build after one that was cut off."""
    phases = json.loads(only(image, "AWS::CodeBuild::Project")["Properties"]["Source"]["BuildSpec"])["phases"]
    pushes = [command.split(" || ") for command in phases["post_build"]["commands"]]
    assert len(pushes) == 2
    for look, push in pushes:
        assert look == f"docker manifest inspect {push.rpartition(' ')[2]} > /dev/null 2>&1"
        assert push.startswith("docker push $REPOSITORY_URI:$IMAGE_TAG")


def test_the_addresses_are_handed_over_by_parameters(image: dict[str, Any]) -> None:
    parameters = {
        resource["Properties"]["Name"]: resource["Properties"]["Value"]["Fn::GetAtt"][1]
        for resource in image["Resources"].values()
        if resource["Type"] == "AWS::SSM::Parameter"
    }
    assert parameters == {"/lab2api/dev/image": "ImageUri", "/lab2api/dev/jobs-image": "JobsImageUri"}


def test_a_stack_that_runs_jobs_reads_the_address_of_their_image() -> None:
    app = cdk.App()
    images, user = cdk.Stack(app, "Images"), cdk.Stack(app, "User")
    image = BuiltImage(images, "I", environment="dev", address="a", jobs_address="b", repository_arn="arn")
    uris = user.resolve([image.uri(user), image.jobs_uri(user)])
    template = app.synth().get_stack_by_name("User").template
    read = [template["Parameters"][uri["Ref"]] for uri in uris]
    assert [parameter["Default"] for parameter in read] == ["/lab2api/dev/image", "/lab2api/dev/jobs-image"]
    assert {parameter["Type"] for parameter in read} == {"AWS::SSM::Parameter::Value<String>"}
    assert images in user.dependencies


def test_who_uses_the_image_is_deployed_after_it(assembly: Any) -> None:
    manifest = json.loads((assembly / "assembly-Dev" / "manifest.json").read_text())["artifacts"]
    users = [name for name in manifest if name.startswith(("DevTraining", "DevServing"))]
    stacks = [name for name in users if manifest[name]["type"] == "aws:cloudformation:stack"]
    assert len(stacks) == 2
    for name in stacks:
        assert any(other.startswith("DevImage") for other in manifest[name]["dependencies"]), name


def test_aws_own_container_runs_the_jobs_too_with_what_their_archive_brings() -> None:
    image = prebuilt_image(config.load("dev"))
    assert image.jobs_uri(cdk.Stack()) == image.address
    with tarfile.open(fileobj=io.BytesIO(archive(MODEL_CODE))) as packed:
        assert {"requirements-jobs.txt", "requirements.txt", "track.py"} <= set(packed.getnames())


def test_aws_own_container_is_named_by_region_and_needs_no_stack() -> None:
    image = prebuilt_image(config.load("dev").model_copy(update={"region": "ap-southeast-1"}))
    assert (
        image.address
        == "121021644041.dkr.ecr.ap-southeast-1.amazonaws.com/sagemaker-scikit-learn:1.9-0-cpu-py3"
    )
    assert image.repository_arn.endswith(":ecr:ap-southeast-1:121021644041:repository/sagemaker-scikit-learn")
