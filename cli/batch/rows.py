"""A CSV as JSON lines: one row a line, so that a bad row fails alone.

The container's `application/jsonlines` (model_code) reads it. A column that is no feature, such as the target
or an id, is not sent.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from pydantic import BaseModel, ConfigDict

from cli import terminal

WHOLE_ROW = "row"
"""The field of a failure that is about no single column."""


class Failure(BaseModel):
    """A row without a prediction: its number in the file, from 1 and without the header, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    row: int
    field: str
    message: str


@dataclass(kw_only=True)
class Sent:
    """What was written to the file that is sent: the number of each line's row, and rows left out."""

    numbers: list[int] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def write(table: Iterable[str], *, card: dict[str, Any], into: IO[str]) -> Sent:
    """Write the rows of a CSV; ends the command when the header lacks a feature of the card."""
    reader = csv.reader(table)
    header = [name.strip() for name in next(reader, [])]
    kinds = {feature["name"]: feature["type"] for feature in card["features"]}
    _check_header(header, list(kinds))
    sent = Sent()
    for number, cells in enumerate(_filled(reader), start=1):
        if len(cells) != len(header):
            message = f"has {len(cells)} cells, the header {len(header)}"
            sent.failures.append(Failure(row=number, field=WHOLE_ROW, message=message))
            continue
        row = dict(zip(header, cells, strict=True))
        values = {name: _value(row[name].strip(), kind) for name, kind in kinds.items()}
        into.write(json.dumps(values, ensure_ascii=False) + "\n")
        sent.numbers.append(number)
    return sent


def _check_header(header: list[str], features: list[str]) -> None:
    missing = [name for name in features if name not in header]
    if missing:
        named = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        terminal.stop(
            f"the file's first row lacks {named}",
            hint="It must name the model's features; other columns are ignored. See GET /v1/models/MODEL.",
        )
    doubled = sorted({name for name in header if header.count(name) > 1 and name in features})
    if doubled:
        terminal.stop(f"the file's first row names {', '.join(doubled)} twice")


def _filled(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    return (cells for cells in reader if any(cell.strip() for cell in cells))


def _value(cell: str, kind: str) -> str | float | None:
    """Read a cell as the API does: empty is a gap, and what is no number is the model's to refuse."""
    if not cell:
        return None
    if kind != "number" or "_" in cell or not cell.isascii():
        return cell
    try:
        number = float(cell)
    except ValueError:
        return cell
    return number if math.isfinite(number) else cell
