"""What both engines must know of CSV files before they read them. Standard library only.

Files are UTF-8, with a header row that is the same in all; the separator is the comma, semicolon or tab of
which the header has most, as in training. Quoted cells double their quotation marks and have no line break.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from recipe.faults import RecipeError

SEPARATORS = (",", ";", "\t")


@dataclass(frozen=True)
class CsvFiles:
    """Files with one header, in the order of their paths, which is the order of their rows."""

    paths: tuple[Path, ...]
    separator: str
    header: tuple[str, ...]


def csv_files(folder: Path, *, wanted: tuple[str, ...]) -> CsvFiles:
    """Look at every `*.csv` below a folder, or at one file; `RecipeError` saying what is wrong with which."""
    paths = (folder,) if folder.is_file() else tuple(sorted(folder.rglob("*.csv")))
    if not paths:
        raise RecipeError("there is no *.csv file: put the data there, with a header row")
    separator, header = _header(paths[0])
    for path in paths[1:]:
        if _header(path) != (separator, header):
            raise RecipeError(f"{path.name}: its header differs from that of {paths[0].name}")
    if absent := [name for name in wanted if name not in header]:
        raise RecipeError(f"reading, column {absent[0]!r}: {paths[0].name} has no such column")
    return CsvFiles(paths, separator, header)


def _header(path: Path) -> tuple[str, tuple[str, ...]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            first = lines.readline()
    except UnicodeDecodeError as error:
        raise RecipeError(f"{path.name}: not UTF-8 text; save it as UTF-8 CSV") from error
    separator = max(SEPARATORS, key=first.count)
    cells = [cell.strip() for cell in next(csv.reader([first.rstrip("\r\n")], delimiter=separator), [])]
    if not any(cells):
        raise RecipeError(f"{path.name}: its first row must name the columns")
    if twice := sorted({cell for cell in cells if cell and cells.count(cell) > 1}):
        raise RecipeError(f"{path.name}: column {twice[0]!r} appears twice in the header")
    return separator, tuple(cell or f"_unnamed_{number}" for number, cell in enumerate(cells, start=1))
