"""What OCR finds: lines in boxes of pixels, on pages."""

from typing import NamedTuple

_SAME_ROW = 0.6
"""Lines share a row when their vertical overlap is at least this part of the lower one's height."""


class Line(NamedTuple):
    """A line of text: its confidence (0..1) and its box as left, top, right, bottom in pixels."""

    text: str
    confidence: float
    left: int
    top: int
    right: int
    bottom: int


class Page(NamedTuple):
    """The size of a page in pixels and its lines, from top to bottom."""

    width: int
    height: int
    lines: list[Line]


def rows(lines: list[Line]) -> list[list[Line]]:
    """Group lines that stand side by side: rows from top to bottom, each from left to right."""
    found: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.top + line.bottom, line.left)):
        if found and _beside(found[-1][0], line):
            found[-1].append(line)
        else:
            found.append([line])
    return [sorted(row, key=lambda line: line.left) for row in found]


def words(line: Line) -> list[Line]:
    """Return the words of a line, each with the part of the box that its letters take of the line's."""
    width, length = line.right - line.left, max(len(line.text), 1)
    found, begin = [], 0
    for word in line.text.split():
        begin = line.text.index(word, begin)
        left = line.left + width * begin // length
        begin += len(word)
        found.append(line._replace(text=word, left=left, right=line.left + width * begin // length))
    return found


def shares(page: Page, line: Line) -> tuple[float, float, float, float]:
    """Return left, top, width and height of a line's box as shares of the page."""
    return (
        line.left / page.width,
        line.top / page.height,
        (line.right - line.left) / page.width,
        (line.bottom - line.top) / page.height,
    )


def geometry(page: Page, line: Line) -> dict[str, object]:
    """Return a line's place as the services give it: the box, and its corners clockwise from the top left."""
    left, top, width, height = shares(page, line)
    corners = ((left, top), (left + width, top), (left + width, top + height), (left, top + height))
    return {
        "BoundingBox": {"Left": left, "Top": top, "Width": width, "Height": height},
        "Polygon": [{"X": x, "Y": y} for x, y in corners],
    }


def _beside(one: Line, other: Line) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    return overlap >= _SAME_ROW * min(one.bottom - one.top, other.bottom - other.top)
