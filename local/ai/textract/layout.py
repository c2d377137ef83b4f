"""Rows, tables and key-value pairs of a page, from the boxes of its lines alone."""

from typing import NamedTuple

from local.ai.vision.lines import Line, rows

_LEAST_COLUMNS = 2
_LEAST_ROWS = 2
_ROW_GAP_HEIGHTS = 3.0

Row = list[Line]


class Table(NamedTuple):
    """Rows of cells in columns; an empty cell is None."""

    cells: list[list[Line | None]]


class Pair(NamedTuple):
    """A key and its value. Both are parts of lines, with boxes of their own."""

    key: Line
    value: Line


def tables(lines: list[Line]) -> list[Table]:
    """Find runs of rows, close to each other, whose cells fall into the same two or more columns."""
    found: list[Table] = []
    run: list[Row] = []
    for row in [*rows(lines), []]:
        continues = bool(run and row) and _near(run[-1], row) and len(row) >= _LEAST_COLUMNS
        if continues and len(_columns([*run, row])) >= _LEAST_COLUMNS:
            run.append(row)
            continue
        if len(run) >= _LEAST_ROWS:
            found.append(_table(run))
        run = [row] if len(row) >= _LEAST_COLUMNS and not _is_pair(row) else []
    return found


def pairs(lines: list[Line]) -> list[Pair]:
    """Find `key: value` in one line, and a line that ends with a colon before another in its row."""
    found: list[Pair] = []
    for row in rows(lines):
        for line, following in zip(row, [*row[1:], None], strict=True):
            key, colon, value = line.text.partition(":")
            if not colon or not key.strip() or key.strip().isdigit() or value.startswith("//"):
                continue
            if value.strip():
                found.append(Pair(_part(line, 0, len(key) + 1), _part(line, len(key) + 1, len(line.text))))
            elif following is not None:
                found.append(Pair(line, following))
    return found


def _part(line: Line, begin: int, end: int) -> Line:
    width, length = line.right - line.left, len(line.text)
    left, right = line.left + width * begin // length, line.left + width * end // length
    return line._replace(text=line.text[begin:end].strip(), left=left, right=right)


def _near(above: Row, below: Row) -> bool:
    height = max(line.bottom - line.top for line in above)
    return min(line.top for line in below) - max(line.bottom for line in above) <= _ROW_GAP_HEIGHTS * height


def _is_pair(row: Row) -> bool:
    return row[0].text.endswith(":")


def _columns(run: list[Row]) -> list[tuple[int, int]]:
    """Merge the horizontal extents of all cells; two cells of a row in one column break the table."""
    merged: list[tuple[int, int]] = []
    for left, right in sorted((line.left, line.right) for row in run for line in row):
        if merged and left <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    broken = any(len({_column(merged, line) for line in row}) < len(row) for row in run)
    return [] if broken else merged


def _column(columns: list[tuple[int, int]], line: Line) -> int:
    return next(i for i, (left, right) in enumerate(columns) if left <= line.left <= right)


def _table(run: list[Row]) -> Table:
    columns = _columns(run)
    cells: list[list[Line | None]] = [[None] * len(columns) for _ in run]
    for index, row in enumerate(run):
        for line in row:
            cells[index][_column(columns, line)] = line
    return Table(cells)
