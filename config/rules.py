"""Pairs of settings that AWS would refuse minutes into a deploy, refused here with the path of the key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from config.catalog import (
    guardrail_profile,
    inference_profile,
    instance_types,
    prebuilt_image_account,
    regions,
)
from config.serving import RealTime

if TYPE_CHECKING:
    from config.models import Environment


def broken_rules(environment: Environment) -> Iterator[str]:
    """Yield one `path.to.key: what is wrong and what to do` line for every rule the settings break."""
    if environment.region not in regions():
        yield f"region: {environment.region} is not in config/catalogs; choose one of {', '.join(regions())}"
        return
    yield from _models(environment)
    yield from _image(environment)
    yield from _training(environment)
    yield from _api(environment)
    yield from _ai(environment)
    yield from _network(environment)
    if isinstance(environment.serving, RealTime):
        yield from _real_time(environment, environment.serving)
    elif environment.network:
        yield "network: a serverless endpoint cannot join a VPC; remove it or set serving.mode to realtime"


def _models(environment: Environment) -> Iterator[str]:
    if environment.training.model not in environment.models:
        known = ", ".join(environment.models)
        yield f"training.model: {environment.training.model} is not one of [models.*]: {known}"


def _image(environment: Environment) -> Iterator[str]:
    if environment.image != "prebuilt":
        return
    if prebuilt_image_account(environment.region) is None:
        yield f"image: AWS publishes no scikit-learn container in {environment.region}; set image to own"
    if isinstance(environment.serving, RealTime) and environment.serving.network_isolation:
        yield (
            "serving.network_isolation: AWS's container installs packages when it starts, which isolation "
            "prevents; set it to false, or image to own"
        )
    if environment.network:
        yield (
            "network: AWS's container installs packages when it starts, and no way leads out of [network]; "
            "remove it, or set image to own"
        )


def _training(environment: Environment) -> Iterator[str]:
    for use, key in (("training", "instance_type"), ("processing", "processing_instance_type")):
        wanted = getattr(environment.training, key)
        if wanted not in instance_types(use=use, region=environment.region):
            yield _not_sold(f"training.{key}", wanted, use, environment.region)


def _api(environment: Environment) -> Iterator[str]:
    api = environment.api
    if api.throttle.burst < api.throttle.rate_per_second:
        yield "api.throttle.burst: is below rate_per_second, so the rate can never be reached; raise it"


def _ai(environment: Environment) -> Iterator[str]:
    model, region = environment.ai.chat_model, environment.region
    if inference_profile(model=model, region=region) is None:
        known = "config/catalogs/inference_profiles.toml"
        yield f"ai.chat_model: {known} has no profile of {model} for {region}; add it there, or take another"
    elif guardrail_profile(region) is None:
        yield f"region: config/catalogs/inference_profiles.toml has no guardrail profile for {region}; add it"


def _network(environment: Environment) -> Iterator[str]:
    """Check the range: a VPC has a prefix of /16 to /28 (VPC quotas), ours a subnet of fixed size a zone."""
    if (network := environment.network) is None:
        return
    bits = (network.availability_zones - 1).bit_length()
    longest = network.SUBNET_PREFIX_LENGTH - bits
    if not 16 <= network.cidr.prefixlen <= longest:
        yield (
            f"network.cidr: {network.cidr} must be /16 to /{longest} for {network.availability_zones} "
            f"subnets of /{network.SUBNET_PREFIX_LENGTH}; take a range such as 10.42.0.0/16"
        )


def _real_time(environment: Environment, serving: RealTime) -> Iterator[str]:
    if serving.instance_type not in instance_types(use="endpoint", region=environment.region):
        yield _not_sold("serving.instance_type", serving.instance_type, "endpoint", environment.region)
    if serving.graviton:
        yield f"serving.instance_type: {serving.family} is arm64, our images x86_64; take ml.m5.large"
    scaling = serving.autoscaling
    if scaling and serving.burstable:
        yield f"serving.autoscaling: {serving.family} is burstable, it cannot scale; remove or change it"
    if scaling and scaling.min_instances > scaling.max_instances:
        yield "serving.autoscaling.min_instances: is above max_instances; swap them"
    if scaling and not scaling.min_instances <= serving.instance_count <= scaling.max_instances:
        yield "serving.instance_count: lies outside serving.autoscaling's min_instances..max_instances"
    if environment.network and serving.instance_count < environment.network.availability_zones:
        yield "serving.instance_count: is below network.availability_zones; raise it to outlive a zone"


def _not_sold(path: str, wanted: str, use: str, region: str) -> str:
    sold = instance_types(use=use, region=region)
    near = sorted(name for name in sold if name.rpartition(".")[0] == wanted.rpartition(".")[0])[:4]
    advice = ", ".join(near or ["ml.m5.large"])
    return f"{path}: {region} does not sell {wanted} for {use} use; it does sell {advice}"
