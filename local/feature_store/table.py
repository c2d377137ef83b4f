"""A group's offline store: an Iceberg table in the Glue catalog, with a column for each feature."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from pyiceberg.catalog.glue import GlueCatalog

from local import aws
from local.feature_store.values import types_of
from local.sagemaker.records import Record

_TYPES = {"Integral": pa.int64(), "Fractional": pa.float64(), "String": pa.string()}
_READ = {"Integral": int, "Fractional": float, "String": str}
_ADDED = {
    "write_time": pa.timestamp("us"),
    "api_invocation_time": pa.timestamp("us"),
    "is_deleted": pa.bool_(),
}
"""What Feature Store adds to a record (developer guide, offline store data format); times are UTC."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of history: a record, or the mark that it was deleted."""

    values: dict[str, str]
    invoked: datetime
    deleted: bool = False


def create(group: Record) -> None:
    """Make the table of a new group; whatever has its name is left as it is, and is an error."""
    location = group["OfflineStoreConfig"]["S3StorageConfig"]["ResolvedOutputS3Uri"].removesuffix("/data")
    _catalog().create_table(_identifier(group), schema=_schema(group), location=location)


def append(group: Record, entries: Sequence[Entry]) -> None:
    """Add lines of history, and columns for features that are new since the last ones."""
    table = _catalog().load_table(_identifier(group))
    known = set(table.schema().column_names)
    if new := [field for field in _schema(group) if field.name not in known]:
        with table.update_schema() as update:
            update.union_by_name(pa.schema(new))
    if entries:
        table.append(_rows(group, entries))


def _catalog() -> GlueCatalog:
    files = {"py-io-impl": "local.feature_store.files.EmulatedS3"}
    return GlueCatalog("emulated", client=aws.client("glue"), **files)


def _identifier(group: Record) -> tuple[str, str]:
    catalog = group["OfflineStoreConfig"]["DataCatalogConfig"]
    return catalog["Database"], catalog["TableName"]


def _schema(group: Record) -> pa.Schema:
    features = {name: _TYPES[type_] for name, type_ in types_of(group).items()}
    return pa.schema([*features.items(), *_ADDED.items()])


def _rows(group: Record, entries: Sequence[Entry]) -> pa.Table:
    types, written = types_of(group), datetime.now(UTC).replace(tzinfo=None)
    columns: dict[str, list[Any]] = {
        name: [_value(entry.values.get(name), type_) for entry in entries] for name, type_ in types.items()
    }
    columns |= {
        "write_time": [written] * len(entries),
        "api_invocation_time": [entry.invoked.replace(tzinfo=None) for entry in entries],
        "is_deleted": [entry.deleted for entry in entries],
    }
    return pa.table(columns, schema=_schema(group))


def _value(text: str | None, type_: str) -> Any:
    return None if text is None else _READ[type_](text)
