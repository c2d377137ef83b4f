"""Settings of `[studio]` and `[canvas]` that AWS would refuse, or that could not work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from config.catalog import canvas_regions
from config.instance_rules import unsold_type, unusable_type

if TYPE_CHECKING:
    from config.models import Environment


def broken_studio(environment: Environment) -> Iterator[str]:
    """Yield one line for every rule that the two sections break."""
    yield from _studio(environment)
    yield from _canvas(environment)


def _studio(environment: Environment) -> Iterator[str]:
    if (studio := environment.studio) is None:
        return
    if studio.network == "vpc-only" and environment.network is None:
        yield "studio.network: vpc-only needs a [network]; add one, or set studio.network to public"
    for index, wanted in enumerate(studio.allowed_types):
        path = "studio.instance_type" if index == 0 else "studio.instance_types"
        yield from unsold_type(path, wanted, use="studio", region=environment.region)


def _canvas(environment: Environment) -> Iterator[str]:
    if (canvas := environment.canvas) is None:
        return
    region, studio = environment.region, environment.studio
    if studio is None:
        yield "canvas: is an app of a Studio domain; add [studio], or remove [canvas]"
    elif studio.network == "vpc-only":
        yield (
            "canvas: calls services that [network] has no VPC endpoints for (ECR, Athena, Secrets Manager "
            "and more); remove [canvas], or set studio.network to public"
        )
    if region not in canvas_regions():
        yield (
            f"canvas: config/catalogs/canvas.toml knows no Canvas in {region}; remove [canvas]: its "
            "settings, its bucket's uploads and its brake are then left out, and Studio stays"
        )
    for wanted in canvas.deploy_types if canvas.direct_deploy else ():
        yield from unusable_type("canvas.deploy_types", wanted, use="endpoint", region=region)
