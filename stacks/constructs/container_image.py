"""Which container a model on Kubernetes is served in: the project's, or AWS's for accelerators."""

from dataclasses import dataclass, field

import aws_cdk as cdk

from config import Eks, Environment
from stacks.constructs.accelerated_image import cluster_environment
from stacks.constructs.aws_container import aws_container
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
    address = aws_container(kind, region=config.region).address
    return ContainerImage(address=address, ours=False, variables=cluster_environment(serving))


def aws_repositories(config: Environment) -> list[str]:
    """Return the repositories of AWS's containers that the environment's pods run."""
    kinds = {serving.kind for serving in map(config.serving_of, config.models) if isinstance(serving, Eks)}
    if config.text_training:
        kinds.add(config.text_training.container)
    named = sorted(kind for kind in kinds if kind)
    return [aws_container(kind, region=config.region).repository_arn for kind in named]
