"""The container images: our own, built in the account, or AWS's framework container."""

import aws_cdk as cdk
from aws_cdk import aws_kms as kms
from constructs import Construct

from config import Environment
from config.catalog import prebuilt_image_account, prebuilt_image_repository, prebuilt_image_uri
from stacks.constructs.image_build import ImageBuild
from stacks.constructs.inference_image import BuiltImage, PrebuiltImage


class ImageStack(cdk.Stack):
    """`image` is what every endpoint and job of the environment runs."""

    def __init__(self, scope: Construct, id: str, *, config: Environment, key: kms.IKey) -> None:
        super().__init__(scope, id, description="Container image for training and inference")
        build = ImageBuild(self, "Build", config=config, key=key)
        self.image = BuiltImage(
            self,
            "Inference",
            environment=config.name,
            address=build.uri,
            jobs_address=build.jobs_uri,
            repository_arn=build.repository.repository_arn,
        )


def prebuilt_image(config: Environment) -> PrebuiltImage:
    """Return AWS's scikit-learn container of the environment's region; it needs no stack."""
    owner = f"{config.region}:{prebuilt_image_account(config.region)}"
    return PrebuiltImage(
        address=prebuilt_image_uri(config.region),
        repository_arn=f"arn:{cdk.Aws.PARTITION}:ecr:{owner}:repository/{prebuilt_image_repository()}",
    )
