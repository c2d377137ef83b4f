"""`text/csv` in (RFC 4180): cells become instances; predictions become lines in `prediction_jobs.lines`."""

import csv
import io
import re

from http_api import body
from http_api.problems import invalid

from .card import Card, NumberFeature

# A JSON number, or one with a leading plus, point or zeros as spreadsheets write it; never `nan` or `1_000`.
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def read_instances(data: bytes, *, card: Card) -> list[object]:
    """Read lines as instances: named if the first line has a feature's name in it, else positional."""
    try:
        lines = [line for line in csv.reader(io.StringIO(body.text(data), newline=""), strict=True) if line]
    except csv.Error as error:
        raise invalid("body", f"is not CSV: {error}") from error
    if not lines:
        raise invalid("body", "is empty: send at least one row")
    names = [cell.strip() for cell in lines[0]]
    types = {feature.name: feature for feature in card.features}
    if not types.keys() & set(names):
        return [_positional(line, card=card) for line in lines]
    if len(set(names)) != len(names):
        raise invalid("body", "the header names a column twice")
    return [_named(line, names=names, card=card, index=index) for index, line in enumerate(lines[1:])]


def _positional(line: list[str], *, card: Card) -> list[object]:
    if len(line) != len(card.features):
        return list(line)
    return [
        _cell(cell, is_number=isinstance(f, NumberFeature))
        for cell, f in zip(line, card.features, strict=True)
    ]


def _named(line: list[str], *, names: list[str], card: Card, index: int) -> dict[str, object]:
    if len(line) != len(names):
        raise invalid(f"instances[{index}]", f"has {len(line)} cells: the header has {len(names)}")
    numbers = {feature.name for feature in card.features if isinstance(feature, NumberFeature)}
    return {name: _cell(cell, is_number=name in numbers) for name, cell in zip(names, line, strict=True)}


def _cell(cell: str, *, is_number: bool) -> object:
    stripped = cell.strip()
    if not stripped:
        return None
    return float(stripped) if is_number and _NUMBER.fullmatch(stripped) else stripped
