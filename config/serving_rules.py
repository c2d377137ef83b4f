"""Pairs within one model's hosting that AWS would refuse, with the path of the key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from config.accelerated import OnAccelerators
from config.accelerated_rules import broken_accelerators
from config.deployment_rules import broken_deployment
from config.ecs import Ecs
from config.ecs_rules import broken_ecs
from config.eks import Eks
from config.eks_rules import broken_eks
from config.instance_rules import unusable_type
from config.serving import Asynchronous, Component, Mock, OnSageMaker, RealTime, Serverless, Serving

if TYPE_CHECKING:
    from config.models import Environment

Scaled = Asynchronous | Component
WHOLE_INSTANCE = 100
"""In percent: the steps of a deployment are instances (API reference, CapacitySize)."""


def broken_serving(path: str, serving: Serving, environment: Environment) -> Iterator[str]:
    """Yield the rules that hosting described at `path`, such as `models.a.serving`, breaks."""
    if isinstance(serving, Ecs):
        yield from broken_ecs(path, serving, region=environment.region)
    elif isinstance(serving, Eks):
        yield from broken_eks(path, serving, region=environment.region)
    elif isinstance(serving, Serverless):
        yield from _serverless(path, serving, environment)
    elif not isinstance(serving, Mock):
        yield from _on_instances(path, serving, environment)


def _on_instances(path: str, serving: OnSageMaker, environment: Environment) -> Iterator[str]:
    yield from _instances(path, serving, environment)
    yield from broken_deployment(f"{path}.deployment", serving.deployment, laptop=environment.laptop)
    if serving.schedule and serving.schedule.up == serving.schedule.down:
        yield f"{path}.schedule.up: is the time of down; take another"
    if isinstance(serving, RealTime):
        yield from _real_time(path, serving, environment)
    else:
        yield from _scaled(path, serving)


def _serverless(path: str, serving: Serverless, environment: Environment) -> Iterator[str]:
    if environment.network:
        yield f"network: a serverless endpoint cannot join a VPC; remove it or set {path}.mode to realtime"
    if (serving.provisioned_concurrency or 0) > serving.max_concurrency:
        yield f"{path}.provisioned_concurrency: is above max_concurrency; lower it"


def _instances(path: str, serving: OnAccelerators, environment: Environment) -> Iterator[str]:
    wanted = serving.instance_type
    key = f"{path}.{serving.named_by}"
    yield from unusable_type(key, wanted, use="endpoint", region=environment.region)
    if serving.family == "ml.inf1":
        # SageMaker guide, deployment guardrails: exclusions.
        yield f"{key}: ml.inf1 takes a new model all at once, unguarded; take ml.inf2.xlarge"
    if environment.laptop and serving.container != "own":
        yield f"{path}.container: AWS's {serving.container} is not on the laptop; set it to own"
    yield from broken_accelerators(path, serving, region=environment.region)
    if environment.image == "prebuilt" and serving.container == "own" and serving.network_isolation:
        yield (
            f"{path}.network_isolation: AWS's container installs packages when it starts, which isolation "
            "prevents; set it to false, or image to own"
        )


def _real_time(path: str, serving: RealTime, environment: Environment) -> Iterator[str]:
    if environment.network and serving.instance_count < environment.network.availability_zones:
        yield f"{path}.instance_count: is below network.availability_zones; raise it to outlive a zone"
    if serving.schedule and not serving.autoscaling:
        yield f"{path}.schedule: moves the limits of autoscaling; add [{path}.autoscaling], or remove it"
    if not environment.laptop and serving.instance_count * serving.deployment.percent < WHOLE_INSTANCE:
        yield (
            f"{path}.deployment.percent: {serving.deployment.percent} % of {serving.instance_count} is less "
            "than one instance, and SageMaker shifts whole ones; raise it, or instance_count to 2 or more"
        )
    yield from _autoscaling(path, serving)
    yield from _multi_model(path, serving)
    if serving.shadow and serving.data_capture_percentage is None:
        yield f"{path}.shadow: is compared by what was captured; set {path}.data_capture_percentage"


def _autoscaling(path: str, serving: RealTime) -> Iterator[str]:
    if (scaling := serving.autoscaling) is None:
        return
    if serving.burstable:
        yield f"{path}.autoscaling: {serving.family} is burstable, it cannot scale; remove or change it"
    if scaling.min_instances > scaling.max_instances:
        yield f"{path}.autoscaling.min_instances: is above max_instances; swap them"
    elif not scaling.min_instances <= serving.instance_count <= scaling.max_instances:
        yield f"{path}.instance_count: lies outside {path}.autoscaling's min_instances..max_instances"


def _multi_model(path: str, serving: RealTime) -> Iterator[str]:
    """Check many models in one container (SageMaker guide: shadow tests, multi-model, data capture)."""
    if not serving.multi_model:
        return
    if serving.shadow:
        yield f"{path}.shadow: SageMaker shadows no endpoint of many models; remove it, or multi_model"
    if serving.data_capture_percentage:
        yield f"{path}.data_capture_percentage: is for endpoints of one model; remove it, or multi_model"
    if serving.container != "own":
        yield f"{path}.multi_model: is for the environment's own image; remove it, or set container to own"
    elif serving.accelerated:
        yield f"{path}.instance_type: many models share an accelerator under Triton only; take ml.m5.large"
    if serving.deployment.business:
        yield f"{path}.deployment.business: many models have no common answer to watch; remove it"


def _scaled(path: str, serving: Scaled) -> Iterator[str]:
    if serving.burstable:
        yield f"{path}.instance_type: {serving.family} is burstable, it cannot scale; take ml.m5.large"
    if serving.min_instances > serving.max_instances:
        yield f"{path}.min_instances: is above max_instances; swap them"
    if not isinstance(serving, Component):
        if serving.deployment.business:
            yield f"{path}.deployment.business: an answer out of a queue names no version to watch; remove it"
        return
    if serving.min_copies > serving.max_copies:
        yield f"{path}.min_copies: is above max_copies; swap them"
    if serving.schedule and serving.min_instances:
        yield f"{path}.schedule: min_instances would run on without copies; set it to 0"
