"""Read a `text/csv` request body (RFC 4180) into the same row values JSON would give."""

import csv
import io
import math
from collections.abc import Sequence
from http import HTTPStatus
from typing import Protocol

from tabular.problem import FieldError, RequestError, invalid


class Column(Protocol):
    """What is asked of a feature, whatever its kind."""

    @property
    def name(self) -> str:
        """Its name in a header."""

    @property
    def type(self) -> str:
        """The kind of its cells: a number, or some sort of text."""


def read_text_rows(body: bytes, features: Sequence[Column]) -> list[object]:
    """Read UTF-8 CSV text; a first row made of feature names is a header and may name them in any order.

    An empty cell is a gap. Numbers are plain decimal: `nan`, `inf` and `1_000` stay text and are refused.
    """
    try:
        table = [
            row for row in csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True) if row
        ]
    except (UnicodeDecodeError, csv.Error) as error:
        raise RequestError(HTTPStatus.BAD_REQUEST, f"The body is not UTF-8 CSV: {error}.") from error
    header = _header(table[0], features) if table else None
    rows = table if header is None else table[1:]
    if not rows:
        raise invalid(FieldError(field="instances", message="must be a list of at least one row"))
    names = header or [feature.name for feature in features]
    by_name = {feature.name: feature for feature in features}
    return [_named(row, names, by_name) for row in rows]


def _header(row: list[str], features: Sequence[Column]) -> list[str] | None:
    cells = [cell.strip() for cell in row]
    known = {feature.name for feature in features}
    if not known.issuperset(cells):
        return None
    if len(set(cells)) < len(cells):
        raise RequestError(HTTPStatus.BAD_REQUEST, "The CSV header names a column twice.")
    return cells


def _named(row: list[str], names: list[str], by_name: dict[str, Column]) -> object:
    if len(row) != len(names):
        return row
    return {name: _value(cell.strip(), by_name[name]) for name, cell in zip(names, row, strict=True)}


def _value(cell: str, feature: Column) -> str | float | None:
    if not cell:
        return None
    if feature.type != "number":
        return cell
    # float() also reads "1_000" and other scripts' digits, which no CSV writer means as numbers.
    if "_" in cell or not cell.isascii():
        return cell
    try:
        number = float(cell)
    except ValueError:
        return cell
    return number if math.isfinite(number) else cell
