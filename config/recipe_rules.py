"""What a `[recipe]` cannot go with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from config.catalog import processing_container_account
from config.instance_rules import unusable_type
from config.instances import local_storage

if TYPE_CHECKING:
    from config.models import Environment

REPOSITORY = Path(__file__).parents[1]
DATA_WRANGLER_TYPES = ("ml.m5.4xlarge", "ml.m5.12xlarge", "ml.m5.24xlarge")
"""The types on which an exported flow may run (SageMaker guide, Data Wrangler, instances)."""


def broken_recipe(environment: Environment) -> Iterator[str]:
    """Yield what is wrong with `[recipe]`; nothing where there is none."""
    if (recipe := environment.recipe) is None:
        return
    for suffix in (".toml", ".json", ".flow"):
        if not (path := (REPOSITORY / recipe.file).with_suffix(suffix)).is_file():
            yield f"recipe.file: {path.name} is not there; `lab2api recipe compile` writes it from the recipe"
    if recipe.spark_above_mb is not None and recipe.engine != "in-memory":
        yield f"recipe.spark_above_mb: {recipe.engine} takes objects of any size; remove it"
    if recipe.engine == "in-memory" and recipe.spark_above_mb is None:
        return
    container = "data-wrangler" if recipe.engine == "data-wrangler" else "spark"
    yield from _container(container, environment.region)
    wanted = recipe.spark_instance_type
    yield from unusable_type(
        "recipe.spark_instance_type", wanted, use="processing", region=environment.region
    )
    if local_storage(wanted):
        yield f"recipe.spark_instance_type: {wanted} has disks that refuse our key; take ml.m5.xlarge"
    if container == "data-wrangler" and wanted not in DATA_WRANGLER_TYPES:
        listed = ", ".join(DATA_WRANGLER_TYPES)
        yield f"recipe.spark_instance_type: a flow runs on {listed}, not on {wanted}"


def _container(name: str, region: str) -> Iterator[str]:
    if processing_container_account(name, region) is None:
        yield (
            f"recipe.engine: AWS publishes no {name} container in {region}, which leaves that engine out; "
            "set engine to in-memory and remove spark_above_mb"
        )
