"""Readers of the committed AWS facts in config/catalogs: instance types, container accounts."""

import json
import tomllib
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
    """Return the types that `region` sells for `use`: endpoint, processing, training or transform."""
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
