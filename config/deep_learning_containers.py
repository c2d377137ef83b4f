"""AWS's deep learning containers: their addresses by region, from a committed catalog."""

import tomllib
from functools import cache
from typing import Any, Literal

from config.catalog import CATALOGS

Kind = Literal[
    "pytorch-training",
    "pytorch-training-cpu",
    "pytorch-inference",
    "neuronx-training",
    "neuronx-inference",
    "lmi",
]


@cache
def _catalog() -> dict[str, Any]:
    return tomllib.loads((CATALOGS / "deep_learning_containers.toml").read_text(encoding="utf-8"))


def container_account(kind: Kind, region: str) -> str | None:
    """Return the account that publishes the container in `region`, None where none does."""
    account: str = _catalog()["accounts"].get(region, "")
    return account if region in regions_with(kind) else None


def container_repository(kind: Kind) -> str:
    """Return the name of the container's repository."""
    return str(_catalog()[kind]["repository"])


def container_uri(kind: Kind, region: str) -> str | None:
    """Return the container's address in `region` (commercial partition), None where there is none."""
    account, container = container_account(kind, region), _catalog()[kind]
    if account is None:
        return None
    return f"{account}.dkr.ecr.{region}.amazonaws.com/{container['repository']}:{container['tag']}"


def regions_with(kind: Kind) -> tuple[str, ...]:
    """List the regions that have the container."""
    return tuple(str(_catalog()[kind]["regions"]).split())


def python_version(kind: Kind) -> str | None:
    """Return the container's Python, such as `3.12`, None where its authors do not say."""
    version: str | None = _catalog()[kind].get("python")
    return version


def patched_until(kind: Kind) -> str | None:
    """Return the day AWS's patches end, such as `2027-01-21`, None where none is published."""
    day: str | None = _catalog()[kind].get("patched_until")
    return day


def cuda_version(kind: Kind) -> tuple[int, int] | None:
    """Return the CUDA in the container, such as (12, 4), None where it has none."""
    written: str | None = _catalog()[kind].get("cuda")
    if written is None:
        return None
    major, minor = written.split(".")
    return int(major), int(minor)
