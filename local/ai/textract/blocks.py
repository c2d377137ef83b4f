"""Textract's blocks of a page: PAGE, LINE, WORD, TABLE, CELL and KEY_VALUE_SET, with their relationships."""

import uuid
from typing import Any

from local.ai.textract import layout
from local.ai.vision.lines import Line, Page, geometry, words

Block = dict[str, Any]
_LAYOUT_CONFIDENCE = 90.0
"""What the geometric rules are trusted with: they have no probability of their own."""


class PageBlocks:
    """Builds the blocks of one page; `number` is 1 for the first."""

    def __init__(self, page: Page, *, number: int) -> None:
        self._page = page
        self._number = number
        self._words: dict[tuple[str, int, int], str] = {}
        self.blocks: list[Block] = []

    def build(self, features: frozenset[str]) -> list[Block]:
        """Return the blocks: text always, tables and forms where `features` asks for them."""
        whole = Line("", 1.0, 0, 0, self._page.width, self._page.height)
        page = self._add("PAGE", whole)
        del page["Confidence"]
        children = [self._line(line) for line in self._page.lines]
        if "TABLES" in features:
            children += [self._table(table) for table in layout.tables(self._page.lines)]
        if "FORMS" in features:
            for pair in layout.pairs(self._page.lines):
                children += self._pair(pair)
        _relate(page, "CHILD", children)
        return self.blocks

    def _line(self, line: Line) -> str:
        block = self._add("LINE", line, Text=line.text)
        found = []
        for word in words(line):
            added = self._add("WORD", word, Text=word.text, TextType="PRINTED")
            self._words[word.text, word.left, word.top] = added["Id"]
            found.append(added["Id"])
        _relate(block, "CHILD", found)
        return str(block["Id"])

    def _table(self, table: layout.Table) -> str:
        present = [cell for row in table.cells for cell in row if cell is not None]
        block = self._add("TABLE", _around(present), confidence=_LAYOUT_CONFIDENCE)
        cells = []
        for row, line_cells in enumerate(table.cells, start=1):
            for column, cell in enumerate(line_cells, start=1):
                place = {"RowIndex": row, "ColumnIndex": column, "RowSpan": 1, "ColumnSpan": 1}
                box = cell or _empty(table, row - 1, column - 1)
                added = self._add("CELL", box, confidence=_LAYOUT_CONFIDENCE, **place)
                _relate(added, "CHILD", self._within(cell))
                cells.append(added["Id"])
        _relate(block, "CHILD", cells)
        return str(block["Id"])

    def _pair(self, pair: layout.Pair) -> list[str]:
        value = self._add("KEY_VALUE_SET", pair.value, confidence=_LAYOUT_CONFIDENCE, EntityTypes=["VALUE"])
        key = self._add("KEY_VALUE_SET", pair.key, confidence=_LAYOUT_CONFIDENCE, EntityTypes=["KEY"])
        _relate(value, "CHILD", self._within(pair.value))
        _relate(key, "VALUE", [value["Id"]])
        _relate(key, "CHILD", self._within(pair.key))
        return [key["Id"], value["Id"]]

    def _within(self, line: Line | None) -> list[str]:
        """Return the words of the page that begin inside a box, left to right."""
        if line is None:
            return []
        inside = [
            (left, found)
            for (_, left, top), found in self._words.items()
            if top == line.top and line.left - 1 <= left < line.right
        ]
        return [found for _, found in sorted(inside)]

    def _add(self, type_: str, line: Line, *, confidence: float | None = None, **members: Any) -> Block:
        block = {
            "BlockType": type_,
            "Id": str(uuid.uuid4()),
            "Page": self._number,
            "Confidence": 100 * line.confidence if confidence is None else confidence,
            "Geometry": geometry(self._page, line),
            **members,
        }
        self.blocks.append(block)
        return block


def _relate(block: Block, type_: str, ids: list[str]) -> None:
    if ids:
        block.setdefault("Relationships", []).append({"Type": type_, "Ids": ids})


def _around(lines: list[Line]) -> Line:
    return Line(
        "",
        1.0,
        min(line.left for line in lines),
        min(line.top for line in lines),
        max(line.right for line in lines),
        max(line.bottom for line in lines),
    )


def _empty(table: layout.Table, row: int, column: int) -> Line:
    """Return the box of an empty cell: its column's extent at its row's height."""
    across = _around([cells[column] for cells in table.cells if cells[column] is not None])  # type: ignore[misc]
    beside = _around([cell for cell in table.cells[row] if cell is not None])
    return across._replace(top=beside.top, bottom=beside.bottom)
