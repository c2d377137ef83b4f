"""Where a group's history is read from: its Iceberg table in the Glue catalog, or a folder of Parquet."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from feature_store.group import Group
from feature_store.point_in_time import DELETED, INVOKED, WRITTEN


def from_catalog(group: Group, *, glue: Any, features: Sequence[str] | None = None) -> pl.DataFrame:
    """Read the table that the group names; `glue` is boto3's client. Only the wanted columns are read.

    Credentials and region are the environment's; AWS_ENDPOINT_URL, where it is set, is also S3's.
    """
    # Here, as it takes a second that whoever joins files need not wait.
    from pyiceberg.catalog.glue import GlueCatalog

    if group.table is None:
        raise LookupError(f"{group.name} has no offline store: nothing keeps its history")
    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    reached = {"s3.region": glue.meta.region_name} | ({"s3.endpoint": endpoint} if endpoint else {})
    table = GlueCatalog("glue", client=glue, **reached).load_table(group.table)
    named = _named(table.schema().column_names, group, features)
    frame = pl.from_arrow(table.scan(selected_fields=tuple(named)).to_arrow())
    assert isinstance(frame, pl.DataFrame)  # noqa: S101 - narrows the type for mypy
    return _with_gaps(frame.rename(named), group, features)


def from_folder(folder: Path, group: Group, *, features: Sequence[str] | None = None) -> pl.DataFrame:
    """Read every Parquet file below a folder, such as a copy of an offline store."""
    files = sorted(folder.rglob("*.parquet"))
    if not files:
        raise FileNotFoundError(f"there is no Parquet file in {folder}")
    frames = [pl.read_parquet(file) for file in files]
    found = [_named(frame.columns, group, features) for frame in frames]
    read = [frame.select(list(named)).rename(named) for frame, named in zip(frames, found, strict=True)]
    return _with_gaps(pl.concat(read, how="diagonal_relaxed"), group, features)


def _columns(group: Group, features: Sequence[str] | None) -> list[str]:
    wanted = group.features if features is None else features
    return [group.identifier, group.event_time, *wanted, INVOKED, WRITTEN, DELETED]


def _named(there: Sequence[str], group: Group, features: Sequence[str] | None) -> dict[str, str]:
    """Return the columns that are there and what each is called here: Glue may have put them in lower case.

    A feature may be missing; `LookupError` if what tells whose, when and whether it counts is.
    """
    by_name = {name.lower(): name for name in there}
    wanted = _columns(group, features)
    lost = [name for name in _columns(group, ()) if name.lower() not in by_name]
    if lost:
        raise LookupError(f"the history of {group.name} has no column {', '.join(lost)}")
    return {by_name[name.lower()]: name for name in wanted if name.lower() in by_name}


def _with_gaps(frame: pl.DataFrame, group: Group, features: Sequence[str] | None) -> pl.DataFrame:
    """Add features that no record has had yet: a table gets its column with the first."""
    types = {"Integral": pl.Int64(), "Fractional": pl.Float64(), "String": pl.String()}
    missing = [name for name in _columns(group, features) if name not in frame.columns]
    return frame.with_columns(pl.lit(None, dtype=types[group.types[name]]).alias(name) for name in missing)
