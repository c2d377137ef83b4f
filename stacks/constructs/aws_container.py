"""AWS's own deep learning containers, wherever one runs: by name and region, at the pinned version."""

import aws_cdk as cdk

from config.deep_learning_containers import Kind, container_account, container_repository, container_uri
from stacks.constructs.inference_image import PrebuiltImage


def aws_container(kind: Kind, *, region: str) -> PrebuiltImage:
    """Return address and repository; ValueError where AWS publishes none: the rules refuse that."""
    address = container_uri(kind, region)
    if address is None:
        raise ValueError(f"AWS publishes no {kind} container in {region}")
    owner = f"{region}:{container_account(kind, region)}"
    repository = f"arn:{cdk.Aws.PARTITION}:ecr:{owner}:repository/{container_repository(kind)}"
    return PrebuiltImage(address=address, repository_arn=repository)
