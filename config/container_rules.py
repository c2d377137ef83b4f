"""What models on ECS and EKS need beside them, and what SageMaker alone can do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from config.containers import Containers
from config.ecs import Ecs
from config.eks import Eks
from config.eks_rules import broken_administrators
from config.serving import Serving

if TYPE_CHECKING:
    from config.models import Environment


def broken_containers(servings: Mapping[str, Serving], environment: Environment) -> Iterator[str]:
    """Yield what is wrong around the models on clusters, `servings` being all tables by their path."""
    first = next((path for path, one in servings.items() if isinstance(one, Ecs | Eks)), None)
    if first:
        yield from _surroundings(first, environment)
        yield from _left_out(first, environment)
    if environment.containers:
        yield from _certificate(environment.containers, region=environment.region)
        yield from broken_administrators(environment.containers)


def _surroundings(path: str, environment: Environment) -> Iterator[str]:
    """Check for what every model on a cluster needs; `path` is the first of them."""
    if environment.containers is None:
        yield f"containers: is missing, and {path} needs it; add it with host_name and certificate_arn"
    if environment.network is None:
        yield f"network: is missing, and {path} runs in it; add [network], or set compute to sagemaker"
    if environment.image != "own":
        yield f"image: {path} runs our own image; set it to own"


def _left_out(path: str, environment: Environment) -> Iterator[str]:
    """Say what knows SageMaker's endpoints only; [drift] refuses its model by itself."""
    if environment.lifecycle:
        yield f"lifecycle: it deploys to SageMaker's endpoints, which {path} is none of; remove either"
    hosted = [environment.serving_of(model) for model in environment.models]
    if environment.batch and all(isinstance(one, Ecs | Eks) for one in hosted):
        yield "batch: it transforms for models on SageMaker, and none is; remove it"


def _certificate(containers: Containers, *, region: str) -> Iterator[str]:
    of = containers.certificate_arn.split(":")[3]
    if of != region:
        yield (
            f"containers.certificate_arn: is of {of}; a load balancer takes certificates of its own "
            f"region: take one of {region}"
        )
