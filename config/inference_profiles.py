"""By which profiles a region reaches Bedrock's models: reader of config/catalogs/inference_profiles.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from config.catalog import CATALOGS


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


def _profile(known: dict[str, list[str]], *, region: str, name: str) -> Profile | None:
    prefix = _profiles()["geographies"].get(region.partition("-")[0], "")
    regions = known.get(prefix, [])
    return Profile(id=f"{prefix}.{name}", regions=tuple(regions)) if region in regions else None
