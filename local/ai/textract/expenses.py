"""Invoices and receipts: summary fields by their labels, line items by the table that has amounts."""

import re
from typing import Any

from local.ai.textract import layout
from local.ai.vision.lines import Line, Page, geometry, rows

_AMOUNT = re.compile(r"(?:[$€£₫]\s?)?\d[\d.,]*(?:\s?(?:USD|VND|EUR|đ|đồng))?", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|[A-Z][a-z]{2,8} \d{1,2}, \d{4}")
_CONFIDENCE = 90.0
_LABELS = (
    ("SUBTOTAL", re.compile(r"sub-?total|tạm tính|cộng tiền hàng", re.IGNORECASE)),
    ("TAX", re.compile(r"\b(?:tax|vat|gst)\b|thuế", re.IGNORECASE)),
    ("TOTAL", re.compile(r"total|amount due|tổng|thành tiền", re.IGNORECASE)),
    ("INVOICE_RECEIPT_ID", re.compile(r"(?:invoice|receipt)\s*(?:no|number|id|#)|số hóa đơn", re.IGNORECASE)),
    ("INVOICE_RECEIPT_DATE", re.compile(r"\bdate\b|ngày", re.IGNORECASE)),
)
_COLUMNS = (
    ("QUANTITY", re.compile(r"qty|quantity|số lượng|sl", re.IGNORECASE)),
    ("UNIT_PRICE", re.compile(r"unit|rate|đơn giá", re.IGNORECASE)),
    ("PRICE", re.compile(r"amount|price|total|thành tiền|giá", re.IGNORECASE)),
    ("ITEM", re.compile(r"item|description|product|tên|sản phẩm|mô tả", re.IGNORECASE)),
)
_VALUES = {"INVOICE_RECEIPT_DATE": _DATE, "TOTAL": _AMOUNT, "SUBTOTAL": _AMOUNT, "TAX": _AMOUNT}


def document(page: Page, *, number: int, index: int) -> dict[str, Any]:
    """Return the ExpenseDocument of one page."""
    return {
        "ExpenseIndex": index,
        "SummaryFields": _summary(page, number),
        "LineItemGroups": [
            {"LineItemGroupIndex": position, "LineItems": items}
            for position, table in enumerate(layout.tables(page.lines), start=1)
            if (items := _items(page, table, number))
        ],
    }


def _summary(page: Page, number: int) -> list[dict[str, Any]]:
    fields = []
    if page.lines:
        fields.append(_field(page, number, "VENDOR_NAME", None, page.lines[0]))
    seen: set[str] = set()
    for label, value in _labelled(page.lines):
        for type_, pattern in _LABELS:
            fits = _VALUES.get(type_, re.compile(r"\S")).search(value.text)
            if type_ not in seen and pattern.search(label.text) and fits:
                seen.add(type_)
                fields.append(_field(page, number, type_, label, value))
                break
    return fields


def _labelled(lines: list[Line]) -> list[tuple[Line, Line]]:
    found = [(pair.key, pair.value) for pair in layout.pairs(lines)]
    beside = [(row[0], row[-1]) for row in rows(lines) if len(row) == 2 and ":" not in row[0].text]
    return found + [(key, value) for key, value in beside if _AMOUNT.search(value.text)]


def _items(page: Page, table: layout.Table, number: int) -> list[dict[str, Any]]:
    header, *rest = table.cells
    types = [_column_type(cell.text) if cell else "OTHER" for cell in header]
    if "PRICE" not in types:
        return []
    return [
        {
            "LineItemExpenseFields": [
                _field(page, number, type_, label, cell)
                for type_, label, cell in zip(types, header, row, strict=True)
                if cell is not None
            ]
        }
        for row in rest
        if not any(cell is not None and _LABELS[2][1].search(cell.text) for cell in row)
    ]


def _column_type(text: str) -> str:
    return next((type_ for type_, pattern in _COLUMNS if pattern.search(text)), "OTHER")


def _field(page: Page, number: int, type_: str, label: Line | None, value: Line) -> dict[str, Any]:
    field = {
        "Type": {"Text": type_, "Confidence": _CONFIDENCE},
        "ValueDetection": _detection(page, value),
        "PageNumber": number,
    }
    return field if label is None else field | {"LabelDetection": _detection(page, label)}


def _detection(page: Page, line: Line) -> dict[str, Any]:
    return {"Text": line.text, "Confidence": 100 * line.confidence, "Geometry": geometry(page, line)}
