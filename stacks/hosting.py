"""Each model where its table says, one stack a model, and what models on ECS and EKS share."""

from typing import TypedDict

import aws_cdk as cdk
from aws_cdk import aws_sns as sns

from config import Ecs, Eks, Environment
from stacks.answering import Answering
from stacks.constructs.inference_image import InferenceImage
from stacks.containers import ContainersStack
from stacks.data import DataStack
from stacks.ecs_serving import EcsServingStack
from stacks.eks_serving import EksServingStack
from stacks.kubernetes import KubernetesStack
from stacks.network import NetworkStack
from stacks.serving import ServingStack


class Hosted(TypedDict):
    """What a model's stack takes, wherever the model is hosted."""

    config: Environment
    model: str
    data: DataStack
    image: InferenceImage
    alarm_topic: sns.ITopic


def host_models(
    stage: cdk.Stage,
    *,
    config: Environment,
    data: DataStack,
    image: InferenceImage,
    network: NetworkStack | None,
    answering: Answering,
    alarm_topic: sns.ITopic,
) -> None:
    """Declare the stack of every model of the environment."""
    jobs, streams, api = answering.jobs, answering.streams, answering.api
    callers = [api.proxy_role, jobs.worker_role]
    shared = _containers(stage, config=config, data=data, network=network)
    kubernetes = _kubernetes(stage, config=config, data=data, image=image, shared=shared)
    for model in config.models:
        serving, name = config.serving_of(model), f"Serving-{model}"
        hosted = Hosted(config=config, model=model, data=data, image=image, alarm_topic=alarm_topic)
        if isinstance(serving, Ecs) and shared:
            EcsServingStack(stage, name, serving=serving, shared=shared, callers=callers, **hosted)
        if isinstance(serving, Eks) and kubernetes:
            EksServingStack(stage, name, serving=serving, kubernetes=kubernetes, callers=callers, **hosted)
        if not isinstance(serving, Ecs | Eks):
            ServingStack(
                stage,
                name,
                jobs=jobs,
                proxy_role=api.proxy_role,
                stream_role=streams.role,
                network=network,
                **hosted,
            )


def _containers(
    stage: cdk.Stage, *, config: Environment, data: DataStack, network: NetworkStack | None
) -> ContainersStack | None:
    """Declare what models on ECS and EKS share."""
    if config.containers is None or network is None:
        return None
    return ContainersStack(
        stage, "Containers", config=config, containers=config.containers, data=data, network=network
    )


def _kubernetes(
    stage: cdk.Stage,
    *,
    config: Environment,
    data: DataStack,
    image: InferenceImage,
    shared: ContainersStack | None,
) -> KubernetesStack | None:
    """Declare the cluster only where a model is on it: it costs while idle."""
    if shared is None or not config.on_kubernetes:
        return None
    return KubernetesStack(stage, "Kubernetes", config=config, data=data, image=image, shared=shared)
