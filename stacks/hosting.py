"""Each model where its table says, one stack a model, and what models on ECS and EKS share."""

import aws_cdk as cdk
from aws_cdk import aws_sns as sns

from config import Ecs, Eks, Environment
from stacks.api import ApiStack
from stacks.constructs.inference_image import InferenceImage
from stacks.containers import ContainersStack
from stacks.data import DataStack
from stacks.ecs_serving import EcsServingStack
from stacks.eks_serving import EksServingStack
from stacks.jobs import JobsStack
from stacks.kubernetes import KubernetesStack
from stacks.model_streams import ModelStreamsStack
from stacks.network import NetworkStack
from stacks.serving import ServingStack


def host_models(
    stage: cdk.Stage,
    *,
    config: Environment,
    data: DataStack,
    image: InferenceImage,
    network: NetworkStack | None,
    jobs: JobsStack,
    streams: ModelStreamsStack,
    api: ApiStack,
    alarm_topic: sns.ITopic,
) -> None:
    """Declare the stack of every model of the environment."""
    callers = [api.proxy_role, jobs.worker_role]
    shared = _containers(stage, config=config, data=data, network=network)
    kubernetes = None
    if shared and config.on_kubernetes:  # the cluster costs while idle
        kubernetes = KubernetesStack(
            stage, "Kubernetes", config=config, data=data, image=image, shared=shared
        )
    for model in config.models:
        serving = config.serving_of(model)
        if isinstance(serving, Ecs) and shared:
            EcsServingStack(
                stage,
                f"Serving-{model}",
                config=config,
                model=model,
                serving=serving,
                data=data,
                image=image,
                shared=shared,
                callers=callers,
                alarm_topic=alarm_topic,
            )
        if isinstance(serving, Eks) and kubernetes:
            EksServingStack(
                stage,
                f"Serving-{model}",
                config=config,
                model=model,
                serving=serving,
                data=data,
                image=image,
                kubernetes=kubernetes,
                callers=callers,
                alarm_topic=alarm_topic,
            )
        if not isinstance(serving, Ecs | Eks):
            ServingStack(
                stage,
                f"Serving-{model}",
                config=config,
                model=model,
                data=data,
                jobs=jobs,
                image=image,
                proxy_role=api.proxy_role,
                stream_role=streams.role,
                network=network,
                alarm_topic=alarm_topic,
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
