"""Pairs of settings that AWS would refuse minutes into a deploy, refused here with the path of the key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from config.account_rules import broken_account
from config.autopilot_rules import broken_autopilot
from config.batch_queue_rules import broken_batch_queue
from config.cards import StarterCard, starter_card
from config.catalog import prebuilt_image_account, regions
from config.container_rules import broken_containers
from config.deployment_rules import broken_business
from config.drift_rules import broken_drift
from config.feature_rules import broken_features
from config.inference_profiles import guardrail_profile, inference_profile
from config.instance_rules import unusable_type
from config.lifecycle_rules import broken_lifecycle
from config.recipe_rules import broken_recipe
from config.roster_rules import broken_rosters
from config.serving import OnSageMaker, Serving
from config.serving_rules import broken_serving
from config.studio_rules import broken_studio
from config.text_training_rules import broken_text_training
from config.tracking_rules import broken_tracking

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
    yield from _table_trained(environment)
    yield from _api(environment)
    yield from _ai(environment)
    yield from _network(environment)
    yield from _batch(environment)
    yield from broken_studio(environment)
    if environment.features:
        yield from broken_features(environment.features)
    yield from broken_autopilot(environment)
    yield from broken_drift(environment)
    yield from broken_tracking(environment)
    yield from broken_recipe(environment)
    servings = _servings(environment)
    for path, serving in servings.items():
        yield from broken_serving(path, serving, environment)
    yield from broken_containers(servings, environment)
    yield from broken_lifecycle(environment)
    yield from broken_text_training(environment)
    yield from broken_batch_queue(environment)
    yield from broken_rosters(environment)
    yield from broken_account(environment)


def _servings(environment: Environment) -> dict[str, Serving]:
    """Return how models are hosted, by the path of the table that says it."""
    own = {
        f"models.{name}.serving": model.serving
        for name, model in environment.models.items()
        if model.serving is not None
    }
    return {"serving": environment.serving, **own}


def _models(environment: Environment) -> Iterator[str]:
    if environment.training.model not in environment.models:
        known = ", ".join(environment.models)
        yield f"training.model: {environment.training.model} is not one of [models.*]: {known}"
    for name, model in environment.models.items():
        if (card := starter_card(model.starter)) is None:
            yield f"models.{name}.starter: {model.starter} has no card.json; see model_code/starter/build.py"
        else:
            yield from _business(environment, model=name, card=card)


def _table_trained(environment: Environment) -> Iterator[str]:
    """Check the model of `[training]`: its pipeline reads CSVs, and so does the drift job beside it."""
    model = environment.models.get(environment.training.model)
    card = starter_card(model.starter) if model else None
    if card and card.task == "text-classification":
        yield (
            f"training.model: {environment.training.model} reads texts, and this pipeline trains on tables; "
            "name a model of tables here, and train this one by [text_training]"
        )


def _business(environment: Environment, *, model: str, card: StarterCard) -> Iterator[str]:
    own = environment.models[model].serving is not None
    path, serving = f"models.{model}.serving" if own else "serving", environment.serving_of(model)
    if isinstance(serving, OnSageMaker) and serving.deployment.business:
        yield from broken_business(f"{path}.deployment.business", serving.deployment.business, card=card)


def _image(environment: Environment) -> Iterator[str]:
    if environment.image != "prebuilt":
        return
    if prebuilt_image_account(environment.region) is None:
        yield f"image: AWS publishes no scikit-learn container in {environment.region}; set image to own"
    if environment.network:
        yield (
            "network: AWS's container installs packages when it starts, and no way leads out of [network]; "
            "remove it, or set image to own"
        )


def _training(environment: Environment) -> Iterator[str]:
    training, region = environment.training, environment.region
    key, wanted = training.named_by, training.processing_instance_type
    yield from unusable_type(f"training.{key}", training.instance_type, use="training", region=region)
    yield from unusable_type("training.processing_instance_type", wanted, use="processing", region=region)


def _batch(environment: Environment) -> Iterator[str]:
    if batch := environment.batch:
        yield from unusable_type(
            f"batch.{batch.named_by}", batch.instance_type, use="transform", region=environment.region
        )


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
    if network.zones and len(set(network.zones)) != network.availability_zones:
        yield (
            f"network.zones: names {len(set(network.zones))} different zones, and availability_zones is "
            f"{network.availability_zones}; make them agree, or remove zones"
        )
    bits = (network.availability_zones - 1).bit_length()
    longest = network.SUBNET_PREFIX_LENGTH - bits
    if not 16 <= network.cidr.prefixlen <= longest:
        yield (
            f"network.cidr: {network.cidr} must be /16 to /{longest} for {network.availability_zones} "
            f"subnets of /{network.SUBNET_PREFIX_LENGTH}; take a range such as 10.42.0.0/16"
        )
