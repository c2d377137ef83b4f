"""From `compute`, `accelerator` and `need` to the mode and the type's name, before anything is checked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from config.catalog import regions
from config.cheapest import NothingFitsError, cheapest
from config.machine_tables import MachineTable, machine_tables, tables_of
from config.need import MACHINE_NAME, Need
from config.types import ON_CLUSTERS

ON_SAGEMAKER = ("serverless", "realtime", "async", "component", "mock")
WAYS = ("instance_type", "accelerator", "need")
PLACEHOLDER = "ml.m5.large"
"""Stands for a type that cannot be chosen yet; the check that follows refuses the settings in any case."""


def resolved(settings: Any) -> Any:
    """Return the file's tables with `mode` and the type filled in; ValueError has a line for each problem.

    On SageMaker `instance_type` is filled in; on ECS, EKS and Batch `accelerator` is, as EC2 writes it.
    `need` stays beside it, so that the choice can be explained.
    """
    if not isinstance(settings, dict):
        return settings
    settings = deepcopy(settings)
    tables = tables_of(settings)
    problems: list[str] = []
    for path, values in tables.items():
        if path.endswith("serving"):
            problems += _hosting(path, values)
    for table in machine_tables(tables):
        problems += _machine(table, tables[table.path], region=settings.get("region"))
    if problems:
        raise ValueError("\n".join(problems))
    return settings


def _hosting(path: str, table: dict[str, Any]) -> Iterator[str]:
    compute, mode = table.get("compute", "sagemaker"), table.get("mode")
    if compute not in ("sagemaker", *ON_CLUSTERS):
        yield f'{path}.compute: there is no {compute}; take "sagemaker", "ecs" or "eks"'
    elif compute in ON_CLUSTERS:
        if mode not in (None, compute):
            yield f'{path}.mode: compute = "{compute}" has no modes; remove it'
        table["mode"] = compute
    elif mode in ON_CLUSTERS:
        yield f'{path}.mode: {mode} is no mode of SageMaker; write compute = "{mode}" instead'
    elif mode not in ON_SAGEMAKER:
        said = "is missing" if mode is None else f"there is no {mode}"
        yield f'{path}.mode: {said}; take {", ".join(ON_SAGEMAKER)}, or set compute to "ecs" or "eks"'


def _machine(table: MachineTable, values: dict[str, Any], *, region: Any) -> Iterator[str]:
    """Fill in the type, or yield why not."""
    given = [way for way in WAYS if values.get(way) is not None]
    if table.on_ec2 and "instance_type" in given:
        yield f'{table.path}.instance_type: EC2 has no ml. types; write accelerator = "g6.xlarge" instead'
    elif len(given) > 1:
        yield f"{table.path}.{given[1]}: {given[0]} says it already; keep one of the two"
    elif not given and not table.on_ec2:
        yield (
            f"{table.path}.instance_type: is missing; set it, or accelerator = "
            '"g6.xlarge", or need = { gpu_memory_gib = 24 }'
        )
    elif "accelerator" in given:
        yield from _named(table, values)
    elif "need" in given and not _on_fargate(values):
        yield from _needed(table, values, region=region)


def _on_fargate(values: dict[str, Any]) -> bool:
    """Tell whether there is no machine to choose, which a rule says."""
    return values.get("mode") == "ecs" and values.get("launch", "fargate") == "fargate"


def _named(table: MachineTable, values: dict[str, Any]) -> Iterator[str]:
    name = values["accelerator"]
    if not isinstance(name, str) or not re.match(MACHINE_NAME, name):
        yield f'{table.path}.accelerator: {name} is no name as EC2 writes it; write "g6.xlarge", without ml.'
    elif not table.on_ec2:
        values["instance_type"] = f"ml.{name}"


def _needed(table: MachineTable, values: dict[str, Any], *, region: Any) -> Iterator[str]:
    key = "accelerator" if table.on_ec2 else "instance_type"
    try:
        need = Need.model_validate(values["need"])
    except ValidationError:
        values[key] = PLACEHOLDER.removeprefix("ml.") if table.on_ec2 else PLACEHOLDER
        return
    if need == Need():
        yield f"{table.path}.need: is empty; say what is needed, such as gpu_memory_gib = 24"
    elif region not in regions():
        values[key] = PLACEHOLDER.removeprefix("ml.") if table.on_ec2 else PLACEHOLDER
    else:
        try:
            values[key] = cheapest(table.demand(need, region=region)).machine.name
        except NothingFitsError as error:
            yield f"{table.path}.need{f'.{error.key}' if error.key else ''}: {error}"
