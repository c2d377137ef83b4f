"""The registry of core.py on ECR and CodeBuild."""

from typing import Any

from image_build.core import Build, ImageBuildError
from image_build.settings import ImageProperties

RUNNABLE = (
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
)
"""One image for one platform. SageMaker runs no index of several manifests, as attestations make one."""


class CodeBuildRegistry:
    """`ecr` and `codebuild` are boto3 clients."""

    def __init__(self, *, ecr: Any, codebuild: Any) -> None:
        self._ecr, self._codebuild = ecr, codebuild

    def digest(self, *, repository: str, tag: str) -> str | None:
        """Return the digest of the tagged image, or None where there is none.

        Raises ImageBuildError for a tag that names no single image: endpoints would fail on it much later.
        """
        try:
            found = self._ecr.describe_images(repositoryName=repository, imageIds=[{"imageTag": tag}])
        except self._ecr.exceptions.ImageNotFoundException:
            return None
        (image,) = found["imageDetails"]
        if (media_type := image["imageManifestMediaType"]) not in RUNNABLE:
            raise ImageBuildError(
                f"{repository}:{tag} is {media_type}, which SageMaker cannot run. Delete it from the "
                "repository, build without attestations (BUILDX_NO_DEFAULT_ATTESTATIONS=1) and deploy again."
            )
        return str(image["imageDigest"])

    def start(self, image: ImageProperties) -> str:
        """Start a build. The idempotency token makes a repeated request join the running build."""
        started = self._codebuild.start_build(
            projectName=image.project_name,
            idempotencyToken=image.image_tag,
            environmentVariablesOverride=[
                {"name": "REPOSITORY_URI", "value": image.repository_uri, "type": "PLAINTEXT"},
                {"name": "IMAGE_TAG", "value": image.image_tag, "type": "PLAINTEXT"},
            ],
        )
        return str(started["build"]["id"])

    def build(self, build_id: str) -> Build:
        """Look at a build."""
        found = self._codebuild.batch_get_builds(ids=[build_id])["builds"][0]
        log = found.get("logs", {}).get("deepLink", "not there yet")
        return Build(
            id=build_id, status=found["buildStatus"], phase=found.get("currentPhase", "QUEUED"), log=log
        )

    def stop(self, build_id: str) -> None:
        """Stop a build."""
        self._codebuild.stop_build(id=build_id)
