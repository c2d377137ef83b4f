"""The point-in-time join: to each label what a feature group said of its entity when the label came to be.

A label at time t sees the newest record of its entity with an event time of t or before, and nothing later.
If that record marks a deletion, the entity has no features then. Of records with one event time the later
invocation counts, then the later write, as in AWS's own queries (Feature Store guide, Athena examples). With
`known_by`, what was put or written after that moment does not exist: the table as it would have been joined
then, whatever was filled in since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from feature_store.group import Group

INVOKED, WRITTEN, DELETED = "api_invocation_time", "write_time", "is_deleted"
_LABEL, _MOMENT, _ENTITY = "__label", "__moment", "__entity"
_TIME = pl.Datetime("us", time_zone="UTC")


@dataclass(frozen=True, kw_only=True)
class Source:
    """A group and its history: one row a record, with the columns that the offline store adds."""

    group: Group
    history: pl.DataFrame
    entity: str
    """The column of the labels that has the group's identifiers."""
    features: Sequence[str] | None = None
    """Which of the group's features; all of them if None."""


def join(
    labels: pl.DataFrame, sources: Mapping[str, Source], *, time: str, known_by: datetime | None = None
) -> pl.DataFrame:
    """Return the labels in their order, with `<source>_<feature>` columns beside their own.

    `time` is the labels' column of moments: a Datetime, text in ISO 8601, or seconds since 1970. Where a
    group knows nothing of an entity at that time its features are null.
    """
    asked = labels.with_row_index(_LABEL).with_columns(moments(labels[time]).alias(_MOMENT))
    joined = asked
    for name, source in sources.items():
        found = _found(asked, source, known_by=known_by)
        named = found.rename({feature: f"{name}_{feature}" for feature in _features(source)})
        joined = joined.join(named, on=_LABEL, how="left", maintain_order="left")
    return joined.drop(_LABEL, _MOMENT)


def moments(column: pl.Series) -> pl.Series:
    """Return moments in UTC of ISO 8601 text, seconds since 1970, or a Datetime, by itself in UTC."""
    if column.dtype == pl.String:
        return column.str.to_datetime("%+", time_unit="us", time_zone="UTC")
    if column.dtype == pl.Null:
        return column.cast(_TIME)
    if column.dtype.is_numeric():
        microseconds = (column.cast(pl.Float64) * 1_000_000).round().cast(pl.Int64)
        return microseconds.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    zoned = column.dtype == pl.Datetime and getattr(column.dtype, "time_zone", None)
    utc = column if zoned else column.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    return utc.dt.convert_time_zone("UTC").cast(_TIME)


def _found(asked: pl.DataFrame, source: Source, *, known_by: datetime | None) -> pl.DataFrame:
    """Return, by label, the features of the one record that counts; no row where there is none."""
    history = _standing(source, known_by=known_by)
    entities = asked.select(
        _LABEL, _MOMENT, pl.col(source.entity).cast(history[_ENTITY].dtype).alias(_ENTITY)
    )
    matched = (
        entities.drop_nulls()
        .sort(_MOMENT)
        .join_asof(history, on=_MOMENT, by=_ENTITY, strategy="backward", check_sortedness=False)
    )
    known = matched.filter(pl.col(DELETED).eq(False))
    return known.select(_LABEL, *_features(source))


def _standing(source: Source, *, known_by: datetime | None) -> pl.DataFrame:
    """Return the history by event time, with of each entity and event time the one record that stood."""
    group, history = source.group, source.history
    moment = moments(history[group.event_time]).alias(_MOMENT)
    times = [moments(history[name]).alias(name) for name in (INVOKED, WRITTEN)]
    dated = history.with_columns(moment, *times, pl.col(group.identifier).alias(_ENTITY))
    if known_by is not None:
        dated = dated.filter(pl.max_horizontal(INVOKED, WRITTEN) <= known_by)
    ordered = dated.sort(_MOMENT, INVOKED, WRITTEN, maintain_order=True)
    standing = ordered.unique([_ENTITY, _MOMENT], keep="last", maintain_order=True)
    return standing.select(_MOMENT, _ENTITY, pl.col(DELETED).fill_null(value=False), *_features(source))


def _features(source: Source) -> Sequence[str]:
    return source.group.features if source.features is None else source.features
