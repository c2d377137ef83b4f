"""Documents and Textract answers for tests."""

import struct
from typing import Any

PNG = b"\x89PNG\r\n\x1a\n" + b"page"
JPEG = b"\xff\xd8\xff\xe0 page"


def pdf(pages: int) -> bytes:
    """Write the page tree of a PDF, as far as it says how many pages there are."""
    return b"%%PDF-1.7\n1 0 obj\n<</Type /Pages /Kids [2 0 R] /Count %d>>\nendobj\n" % pages


PDF = pdf(2)


def tiff(pages: int, *, order: str = "<") -> bytes:
    """Write the directories of a TIFF with this many pages."""
    data = (b"II*\x00" if order == "<" else b"MM\x00*") + struct.pack(f"{order}I", 8)
    for page in range(pages):
        following = 0 if page == pages - 1 else len(data) + 6
        data += struct.pack(f"{order}HI", 0, following)
    return data


def line(text: str, *, page: int = 1) -> dict[str, Any]:
    return {"BlockType": "LINE", "Id": f"{page}-{text}", "Text": text, "Confidence": 99.5, "Page": page,
            "Geometry": {"BoundingBox": {"Left": 0.1}}}  # fmt: skip


def page_block(number: int) -> dict[str, Any]:
    return {"BlockType": "PAGE", "Id": f"page-{number}", "Page": number}


def table(rows: list[list[str]], *, page: int = 1) -> list[dict[str, Any]]:
    """Blocks of a table with one word a cell."""
    cells, words = [], []
    for row, texts in enumerate(rows, start=1):
        for column, text in enumerate(texts, start=1):
            id_ = f"t{page}-{row}-{column}"
            word = {"BlockType": "WORD", "Id": f"{id_}w", "Text": text, "Confidence": 90.0, "Page": page}
            cell = {"BlockType": "CELL", "Id": id_, "RowIndex": row, "ColumnIndex": column, "Page": page,
                    "Confidence": 90.0, "Relationships": [{"Type": "CHILD", "Ids": [f"{id_}w"]}]}  # fmt: skip
            words.append(word)
            cells.append(cell)
    ids = [cell["Id"] for cell in cells]
    head = {"BlockType": "TABLE", "Id": f"table-{page}", "Confidence": 91.0, "Page": page,
            "Relationships": [{"Type": "CHILD", "Ids": ids}]}  # fmt: skip
    return [head, *cells, *words]
