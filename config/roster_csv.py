"""A class as a CSV, one row a student: what spreadsheets write, or what is wrong with the file.

Settings without a column have the values of a TOML file that leaves them out. No message quotes the
file, which may hold names.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from config.roster_cells import EXAMPLE, HEADER, OPTIONAL, UnreadableError
from config.roster_sheet import Sheet

HEADERS = ([*HEADER], [*HEADER, *OPTIONAL])
FIRST_ROW = 2
"""Of a student, as spreadsheets count: the header is row 1."""


def read_sheet(path: Path) -> Sheet:
    """Read a file. Raises UnreadableError where it is no such CSV."""
    text = _text(path.read_bytes())
    lines = _records(text, separator=_separator(text))
    header = next(lines)
    rows: dict[int, dict[str, str]] = {}
    for number, cells in enumerate(lines, start=FIRST_ROW):
        if not any(cells):
            continue
        if len(cells) != len(header):
            raise UnreadableError(
                f"row {number}: has {len(cells)} cells, the header {len(header)}; put quotes around a cell "
                "with a separator in it"
            )
        rows[number] = dict.fromkeys(OPTIONAL, "") | dict(zip(header, cells, strict=True))
    if not rows:
        raise UnreadableError("has a header and no student")
    return Sheet(rows)


def _text(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError("is `Unicode text`, UTF-16; save it as `CSV UTF-8`")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("is not UTF-8; save it as `CSV UTF-8`") from error


def _separator(text: str) -> str:
    """Return `,`, or `;` as spreadsheets write it where a comma is the decimal sign, such as in Vietnam."""
    first = text.splitlines()[0] if text.strip() else ""
    found = {separator: _cells(first, separator) for separator in ",;\t"}
    match = next((separator for separator, cells in found.items() if cells in HEADERS), None)
    if match == "\t":
        raise UnreadableError("its columns are separated by tabs; save it as `CSV UTF-8`")
    if match is None:
        raise UnreadableError(_unlike(max(found.values(), key=len)))
    return match


def _cells(line: str, separator: str) -> list[str]:
    """Read one line; with another's separator, quotes may end where none can."""
    try:
        return next(_records(line, separator=separator), [])
    except UnreadableError:
        return []


def _unlike(found: list[str]) -> str:
    """Say where a header differs, without quoting it: it may be no header but a row of names."""
    wanted = f"{','.join(HEADER)}, and {OPTIONAL[0]} if you like, as in {EXAMPLE}"
    if missing := [column for column in HEADER if column not in found]:
        return f"row 1: has no column {', '.join(missing)}; it must be {wanted}"
    if len(found) > len(HEADERS[-1]):
        return f"row 1: has {len(found)} columns, {len(HEADERS[-1])} are known; it must be {wanted}"
    known = HEADERS[-1][: len(found)]
    place = next(at for at, column in enumerate(known) if found[at] != column)
    return f"row 1, column {place + 1}: must be {known[place]}; the header is {wanted}"


def _records(text: str, *, separator: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    read = 0
    try:
        for cells in reader:
            read += 1
            yield [cell.strip() for cell in cells]
    except csv.Error as error:
        raise UnreadableError(f"row {read + 1}: is not CSV; {error}") from error
