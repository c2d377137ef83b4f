"""What `[features]` cannot be: groups without an accepted schema, and changes that would replace a group."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from config.feature_history import verdict_of
from config.feature_schema import FOLDER, read_schema, schema_names
from config.features import Features


def broken_features(features: Features, *, folder: Path = FOLDER) -> Iterator[str]:
    """Yield a `path.to.key: what to do` line for every rule that the section or a schema breaks."""
    if features.ingest and features.ingest not in features.groups:
        yield f"features.ingest: {features.ingest} is not one of features.groups; add it there"
    for name in sorted({name for name in features.groups if features.groups.count(name) > 1}):
        yield f"features.groups: {name} is there twice; name it once"
    if (features.read_capacity_units is None) != (features.write_capacity_units is None):
        yield "features.read_capacity_units: comes with write_capacity_units; set both, or neither"
    for group in dict.fromkeys(features.groups):
        yield from _group(group, provisioned=features.read_capacity_units is not None, folder=folder)


def _group(group: str, *, provisioned: bool, folder: Path) -> Iterator[str]:
    where = f"features.groups.{group}"
    if group not in schema_names(folder):
        yield f"{where}: there is no config/feature_groups/{group}.toml; write it, or remove {group}"
        return
    try:
        schema, verdict = read_schema(group, folder=folder), verdict_of(group, folder=folder)
    except ValidationError as error:
        for detail in error.errors():
            path = ".".join(str(part) for part in detail["loc"] if part != "[key]")
            yield f"{where}: {path}: {detail['msg'].removeprefix('Value error, ')}".replace(": : ", ": ")
        return
    except ValueError as error:
        yield f"{where}: {error}"
        return
    if provisioned and schema.online.storage != "Standard":
        yield f"features.read_capacity_units: {group} is {schema.online.storage}, and only Standard has units"
    if verdict.outcome in ("new", "additive"):
        yield (
            f"{where}: its schema is {verdict.outcome}; see `lab2api features plan {group}`, then "
            f"`lab2api features accept {group}` and commit what it writes"
        )
    if verdict.outcome == "refused":
        yield f"{where}: the schema would replace the group or lose its data"
        yield from (f"{where}: {line}" for line in verdict.lines())
