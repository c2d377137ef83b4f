"""Readers of the committed AWS facts in config/catalogs: instance types, containers, inference profiles."""

import json
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

CATALOGS = Path(__file__).parent / "catalogs"


@cache
def _instance_types() -> dict[str, dict[str, dict[str, str]]]:
    uses: dict[str, dict[str, dict[str, str]]] = json.loads((CATALOGS / "instance_types.json").read_text())[
        "uses"
    ]
    return uses


@cache
def _prebuilt() -> dict[str, Any]:
    return tomllib.loads((CATALOGS / "prebuilt_images.toml").read_text())


def regions() -> tuple[str, ...]:
    """List the regions the catalog knows."""
    return tuple(_instance_types()["endpoint"])


@cache
def instance_types(*, use: str, region: str) -> frozenset[str]:
    """Return the types that `region` sells for `use`: endpoint, processing, studio, training or transform."""
    families = _instance_types()[use][region]
    return frozenset(f"{family}.{size}" for family, sizes in families.items() for size in sizes.split())


def prebuilt_image_account(region: str) -> str | None:
    """Return the account that publishes AWS's scikit-learn container in `region`, None where none does."""
    account: str | None = _prebuilt()["accounts"].get(region)
    return account


def prebuilt_image_repository() -> str:
    """Return the name of AWS's scikit-learn container repository."""
    return str(_prebuilt()["repository"])


def prebuilt_image_uri(region: str) -> str:
    """Return the address of AWS's scikit-learn container in `region` (commercial partition)."""
    account, image = prebuilt_image_account(region), _prebuilt()
    return f"{account}.dkr.ecr.{region}.amazonaws.com/{image['repository']}:{image['tag']}"


@cache
def _processing_containers() -> dict[str, Any]:
    return tomllib.loads((CATALOGS / "processing_containers.toml").read_text())


def processing_container_account(name: str, region: str) -> str | None:
    """Return the account that publishes `spark` or `data-wrangler` in `region`, None where none does."""
    account: str | None = _processing_containers()[name]["accounts"].get(region)
    return account


def processing_container_repository(name: str) -> str:
    """Return the name of the repository of `spark` or `data-wrangler`."""
    return str(_processing_containers()[name]["repository"])


def processing_container_uri(name: str, region: str) -> str:
    """Return the address of `spark` or `data-wrangler` in `region` (commercial partition)."""
    account, container = processing_container_account(name, region), _processing_containers()[name]
    return f"{account}.dkr.ecr.{region}.amazonaws.com/{container['repository']}:{container['tag']}"


@cache
def _profiles() -> dict[str, Any]:
    return tomllib.loads((CATALOGS / "inference_profiles.toml").read_text())


@dataclass(frozen=True)
class Profile:
    """A cross-region profile of Bedrock: its id, and the regions it may send a call to."""

    id: str
    regions: tuple[str, ...]


def inference_profile(*, model: str, region: str) -> Profile | None:
    """Return the profile by which `region` reaches the model, None where the catalog has none."""
    return _profile(_profiles()["models"].get(model, {}), region=region, name=model)


def guardrail_profile(region: str) -> Profile | None:
    """Return the profile of guardrails in `region`, None where the catalog has none."""
    return _profile(_profiles()["guardrails"], region=region, name="guardrail.v1:0")


def has_terminologies(region: str) -> bool:
    """Tell whether CloudFormation can declare a terminology in `region`."""
    return region in _profiles()["terminologies"]["regions"]


@cache
def _mlflow_regions() -> frozenset[str]:
    return frozenset(json.loads((CATALOGS / "tracking_regions.json").read_text())["regions"])


def has_mlflow_app(region: str) -> bool:
    """Tell whether CloudFormation can declare a SageMaker MLflow App in `region`."""
    return region in _mlflow_regions()


def _profile(known: dict[str, list[str]], *, region: str, name: str) -> Profile | None:
    prefix = _profiles()["geographies"].get(region.partition("-")[0], "")
    regions = known.get(prefix, [])
    return Profile(id=f"{prefix}.{name}", regions=tuple(regions)) if region in regions else None


@cache
def canvas_regions() -> frozenset[str]:
    """Return the regions that have SageMaker Canvas."""
    return frozenset(tomllib.loads((CATALOGS / "canvas.toml").read_text())["regions"])
