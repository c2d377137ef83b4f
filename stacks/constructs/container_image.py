"""Which container a model on Kubernetes is served in: the project's, or AWS's for accelerators."""

from dataclasses import dataclass, field

import aws_cdk as cdk

from config import Eks, Environment
from config.deep_learning_containers import (
    Kind,
    container_account,
    container_repository,
    container_uri,
)
from stacks.constructs.accelerated_image import cluster_environment
from stacks.constructs.inference_image import InferenceImage


@dataclass(frozen=True, kw_only=True)
class ContainerImage:
    """`ours` is the image of the environment; AWS's finds our functions by `variables`, in the artifact."""

    address: str
    ours: bool
    variables: dict[str, str] = field(default_factory=dict)


def serving_image(
    serving: Eks, *, config: Environment, image: InferenceImage, stack: cdk.Stack
) -> ContainerImage:
    """Return the one that the settings name."""
    if (kind := serving.kind) is None:
        return ContainerImage(address=image.uri(stack), ours=True)
    return ContainerImage(
        address=aws_image(kind, config.region), ours=False, variables=cluster_environment(serving)
    )


def aws_image(kind: Kind, region: str) -> str:
    """Return the address of AWS's container; ValueError where the region has none."""
    address = container_uri(kind, region)
    if address is None:
        raise ValueError(f"AWS publishes no {kind} container in {region}")
    return address


def aws_repositories(config: Environment) -> list[str]:
    """Return the repositories of AWS's containers that the environment's pods run."""
    kinds = {serving.kind for serving in map(config.serving_of, config.models) if isinstance(serving, Eks)}
    if config.text_training:
        kinds.add(config.text_training.container)
    return [
        f"arn:{cdk.Aws.PARTITION}:ecr:{config.region}:{container_account(kind, config.region)}"
        f":repository/{container_repository(kind)}"
        for kind in sorted(kind for kind in kinds if kind)
    ]
