"""The ECR and CodeBuild calls are the ones AWS documents: botocore checks each against the API's model."""

import boto3
import pytest
from botocore.stub import Stubber

from image_build.codebuild import CodeBuildRegistry
from image_build.core import Build, ImageBuildError
from image_build.settings import ImageProperties

IMAGE = ImageProperties(
    project_name="project",
    repository_name="images",
    repository_uri="registry/images",
    image_tag="abc123",
    jobs_image_tag="abc123-jobs",
)
FIND = {"repositoryName": "images", "imageIds": [{"imageTag": "abc123"}]}
LOOK = {"ids": ["project:1"]}
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
INDEXES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)


def described(media_type: str) -> dict[str, object]:
    return {"imageDetails": [{"imageDigest": "sha256:1", "imageManifestMediaType": media_type}]}


class Stubs:
    """A registry on stubbed clients."""

    def __init__(self) -> None:
        session = boto3.Session(aws_access_key_id="x", aws_secret_access_key="x", region_name="us-east-1")
        ecr, codebuild = session.client("ecr"), session.client("codebuild")
        self.ecr, self.codebuild = Stubber(ecr), Stubber(codebuild)
        self.registry = CodeBuildRegistry(ecr=ecr, codebuild=codebuild)
        self.ecr.activate()
        self.codebuild.activate()


@pytest.fixture
def stubs() -> Stubs:
    return Stubs()


def test_the_digest_of_a_tag_is_found(stubs: Stubs) -> None:
    stubs.ecr.add_response("describe_images", described(MANIFEST), FIND)
    assert stubs.registry.digest(repository="images", tag="abc123") == "sha256:1"


@pytest.mark.parametrize("media_type", INDEXES)
def test_an_index_is_refused_at_once_with_what_to_do(stubs: Stubs, media_type: str) -> None:
    stubs.ecr.add_response("describe_images", described(media_type), FIND)
    with pytest.raises(ImageBuildError, match=r"images:abc123 is .*BUILDX_NO_DEFAULT_ATTESTATIONS=1"):
        stubs.registry.digest(repository="images", tag="abc123")


def test_a_missing_tag_is_none(stubs: Stubs) -> None:
    stubs.ecr.add_client_error("describe_images", "ImageNotFoundException", expected_params=FIND)
    assert stubs.registry.digest(repository="images", tag="abc123") is None


def test_a_build_is_started_once_for_the_same_sources(stubs: Stubs) -> None:
    stubs.codebuild.add_response(
        "start_build",
        {"build": {"id": "project:1"}},
        {
            "projectName": "project",
            "idempotencyToken": "abc123",
            "environmentVariablesOverride": [
                {"name": "REPOSITORY_URI", "value": "registry/images", "type": "PLAINTEXT"},
                {"name": "IMAGE_TAG", "value": "abc123", "type": "PLAINTEXT"},
            ],
        },
    )
    assert stubs.registry.start(IMAGE) == "project:1"


def test_a_queued_build_has_no_log_yet(stubs: Stubs) -> None:
    stubs.codebuild.add_response("batch_get_builds", {"builds": [{"buildStatus": "IN_PROGRESS"}]}, LOOK)
    expected = Build(id="project:1", status="IN_PROGRESS", phase="QUEUED", log="not there yet")
    assert stubs.registry.build("project:1") == expected


def test_a_build_can_be_stopped(stubs: Stubs) -> None:
    stubs.codebuild.add_response("stop_build", {}, {"id": "project:1"})
    stubs.registry.stop("project:1")
    stubs.codebuild.assert_no_pending_responses()
