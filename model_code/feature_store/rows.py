"""From a CSV's rows to records: columns by name, cells by type, and what a row lacks derived.

A column is the feature of its name in lower case with underscores (`mean radius` is `mean_radius`); others,
such as the label, are left out. Where no column is the identifier, it is a hash of the row's features: equal
rows are one record. Where none is the event time, it is that of the file.
"""

import csv
import hashlib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from feature_store.group import Group

GAPS = ("", "NA", "N/A", "NaN", "nan", "null", "None")
"""Cells that are no value, as in the training data."""
HASH_CHARACTERS = 32
"""Of SHA-256 in hex: 128 bits, so that no two rows of a billion share one."""
SERVED = r"(?!\.{1,2}$)[A-Za-z0-9._~:@-]{1,128}"
"""Identifiers that `GET /v1/features/{group}/{id}` takes; clients take a `.` or `..` out of an address."""
_ISO = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?")


class RowError(ValueError):
    """A row that is no record; the message names the column."""


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """A row by its number in its file, from 1 after the header; its `record`, or what is wrong with it."""

    file: str
    number: int
    cells: dict[str, str]
    record: dict[str, str] | None = None
    reason: str = ""


def read(path: Path, *, group: Group, written: datetime) -> Iterator[Numbered]:
    """Yield every row of a file; `written` is its event time where it has no column for it."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file, strict=True)
        for number, row in enumerate(reader, start=1):
            cells = {name: value for name, value in row.items() if isinstance(name, str)}
            try:
                _check_width(row)
                found = record(cells, group=group, written=written)
            except RowError as error:
                yield Numbered(file=path.name, number=number, cells=cells, reason=str(error))
            else:
                yield Numbered(file=path.name, number=number, cells=cells, record=found)


def _check_width(row: dict[Any, Any]) -> None:
    if None in row or None in row.values():
        raise RowError(f"has {'more' if None in row else 'fewer'} cells than the header")


def feature_name(column: str) -> str:
    """Return the feature that a column is."""
    return re.sub(r"[^a-z0-9]+", "_", column.lower()).strip("_")


def record(cells: dict[str, str], *, group: Group, written: datetime) -> dict[str, str]:
    """Return a row's values by feature, as text of their types; gaps are left away."""
    by_feature = {feature_name(column): value.strip() for column, value in cells.items()}
    values = {
        name: _checked(name, by_feature[name], type_)
        for name, type_ in group.types.items()
        if name != group.event_time and by_feature.get(name, "") not in GAPS
    }
    if not any(name in values for name in group.features):
        raise RowError("has a value for no feature")
    if group.identifier not in values:
        if group.identifier in by_feature:
            raise RowError(f"{group.identifier}: is empty")
        values[group.identifier] = row_hash(values)
    _check_served(group.identifier, values[group.identifier])
    text = by_feature.get(group.event_time)
    moment = written if text is None else _moment(group.event_time, text)
    return values | {group.event_time: event_text(moment, type_=group.types[group.event_time])}


def _check_served(name: str, text: str) -> None:
    """Refuse an identifier that could be put but never be asked for."""
    if not re.fullmatch(SERVED, text):
        raise RowError(
            f"{name}: {text[:40]!r} cannot be in the API's address: it is 1 to 128 letters, digits and "
            "any of . _ ~ : @ -, and not . or .. alone"
        )


def row_hash(values: dict[str, str]) -> str:
    """Return the identifier of a row that has none: of its features and nothing else, in any order."""
    text = "\x1f".join(f"{name}\x1e{values[name]}" for name in sorted(values))
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_CHARACTERS]


def event_text(moment: datetime, *, type_: str) -> str:
    """Write an event time as Feature Store takes it: ISO 8601 with milliseconds, or seconds since 1970."""
    if type_ == "Fractional":
        return repr(moment.timestamp())
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _moment(name: str, text: str) -> datetime:
    """Read a time; without an offset it is UTC, a number is seconds since 1970."""
    try:
        if _ISO.fullmatch(text):
            found = datetime.fromisoformat(text)
            return found if found.tzinfo else found.replace(tzinfo=UTC)
        return datetime.fromtimestamp(float(text), tz=UTC)
    except (ValueError, OverflowError, OSError):
        raise RowError(f"{name}: {text[:40]!r} is no time") from None


def _checked(name: str, text: str, type_: str) -> str:
    """Return a value in one spelling, so that `1.50` and `1.5` hash alike."""
    if type_ == "String":
        return text
    try:
        number = float(text)
    except ValueError:
        raise RowError(f"{name}: {text[:40]!r} is no number") from None
    if not math.isfinite(number):
        raise RowError(f"{name}: {text[:40]!r} is not finite")
    if type_ == "Fractional":
        return repr(number)
    if re.fullmatch(r"[+-]?\d+", text) and -(2**63) <= int(text) < 2**63:
        return str(int(text))
    if not number.is_integer() or abs(number) >= 2**53:
        raise RowError(f"{name}: {text[:40]!r} is no whole number of 64 bits")
    return str(int(number))
