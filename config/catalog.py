"""Readers of the committed AWS facts in config/catalogs: instance types by region and use, containers."""

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from config.geography import distance_km

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
    """Return the types that `region` sells for `use`; `ec2` writes them without `ml.`.

    Uses are endpoint, processing, studio, training, transform, cluster (HyperPod) and ec2.
    """
    families = _instance_types()[use][region]
    return frozenset(f"{family}.{size}" for family, sizes in families.items() for size in sizes.split())


def uses() -> tuple[str, ...]:
    """List the uses the catalog knows."""
    return tuple(_instance_types())


def nearest(region: str) -> tuple[str, ...]:
    """Return the other regions of the catalog, the nearest first, by the distance of their cities."""
    others = (other for other in regions() if other != region)
    return tuple(sorted(others, key=lambda other: distance_km(region, other)))


def regions_selling(name: str, *, use: str) -> tuple[str, ...]:
    """Return the regions of the catalog that sell the type for `use`."""
    return tuple(region for region in regions() if name in instance_types(use=use, region=region))


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
def _mlflow_regions() -> frozenset[str]:
    return frozenset(json.loads((CATALOGS / "tracking_regions.json").read_text())["regions"])


def has_mlflow_app(region: str) -> bool:
    """Tell whether CloudFormation can declare a SageMaker MLflow App in `region`."""
    return region in _mlflow_regions()


@cache
def canvas_regions() -> frozenset[str]:
    """Return the regions that have SageMaker Canvas."""
    return frozenset(tomllib.loads((CATALOGS / "canvas.toml").read_text())["regions"])
