"""Textract's blocks as pages (Textract guide, "Text detection and document analysis response objects")."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .features import Feature, Features
from .pages import KeyValue, Line, Page, Table

Block = Mapping[str, Any]
_MARKS = {"SELECTED": "[x]", "NOT_SELECTED": "[ ]"}


def read_blocks(blocks: Iterable[Block], *, features: Features) -> list[Page]:
    """Return a page for each PAGE block, with what was asked for; a page without text is an empty page."""
    by_page: dict[int, list[Block]] = defaultdict(list)
    for block in blocks:
        by_page[int(block.get("Page", 1))].append(block)
    return [_page(number, _Blocks(found), features) for number, found in sorted(by_page.items())]


def nfc(text: str) -> str:
    """Compose: the engine may give a letter and its marks apart (Unicode Standard Annex 15)."""
    return unicodedata.normalize("NFC", text)


def _page(number: int, blocks: "_Blocks", features: Features) -> Page:
    lines = [Line(text=blocks.text(line), confidence=_confidence(line)) for line in blocks.of("LINE")]
    wants_text = Feature.TEXT in features
    return Page(
        page=number,
        text="\n".join(line.text for line in lines) if wants_text else None,
        lines=lines if wants_text else None,
        tables=[_table(t, blocks) for t in blocks.of("TABLE")] if Feature.TABLES in features else None,
        key_values=_key_values(blocks) if Feature.FORMS in features else None,
    )


class _Blocks:
    """The blocks of one page by id and type, and the text below any of them."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._by_id = {block["Id"]: block for block in blocks}

    def of(self, kind: str) -> list[Block]:
        return [block for block in self._blocks if block["BlockType"] == kind]

    def related(self, block: Block, relationship: str) -> list[Block]:
        ids = [
            id_
            for entry in block.get("Relationships") or []
            if entry["Type"] == relationship
            for id_ in entry["Ids"]
        ]
        return [self._by_id[id_] for id_ in ids if id_ in self._by_id]

    def text(self, block: Block) -> str:
        if block.get("Text") is not None:
            return nfc(block["Text"])
        words = [
            _MARKS.get(child.get("SelectionStatus", ""), "")
            if child["BlockType"] == "SELECTION_ELEMENT"
            else nfc(child.get("Text") or "")
            for child in self.related(block, "CHILD")
        ]
        return " ".join(word for word in words if word)


def _table(table: Block, blocks: _Blocks) -> Table:
    cells = [cell for cell in blocks.related(table, "CHILD") if cell["BlockType"] == "CELL"]
    height = max((cell["RowIndex"] for cell in cells), default=0)
    width = max((cell["ColumnIndex"] for cell in cells), default=0)
    rows = [[""] * width for _ in range(height)]
    for cell in cells:
        rows[cell["RowIndex"] - 1][cell["ColumnIndex"] - 1] = blocks.text(cell)
    return Table(rows=rows, confidence=_confidence(table))


def _key_values(blocks: _Blocks) -> list[KeyValue]:
    keys = [b for b in blocks.of("KEY_VALUE_SET") if "KEY" in (b.get("EntityTypes") or [])]
    return [
        KeyValue(
            key=blocks.text(key),
            value=" ".join(filter(None, map(blocks.text, blocks.related(key, "VALUE")))),
            confidence=_confidence(key),
        )
        for key in keys
    ]


def _confidence(block: Block) -> float:
    return min(100.0, round(float(block.get("Confidence", 0.0)), 2))
