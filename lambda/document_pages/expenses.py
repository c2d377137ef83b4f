"""AnalyzeExpense's documents as pages (Textract guide, "Analyzing invoices and receipts")."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from .blocks import nfc
from .pages import Expense, ExpenseField, Page

_Document = Mapping[str, Any]


def read_expenses(documents: Iterable[_Document]) -> list[Page]:
    """Return the receipts of each page; a document counts for the page its first field is on."""
    by_page: dict[int, list[Expense]] = defaultdict(list)
    for document in documents:
        by_page[page_of(document)].append(_expense(document))
    return [Page(page=number, expenses=found) for number, found in sorted(by_page.items())]


def join(blocks: list[Page], expenses: list[Page], *, wants_expenses: bool) -> list[Page]:
    """Put the expenses on the pages of the same number; a page without any gets an empty list."""
    if not wants_expenses:
        return blocks
    found = {page.page: page.expenses for page in expenses}
    known = {page.page: page for page in blocks}
    return [
        known.get(number, Page(page=number)).model_copy(update={"expenses": found.get(number) or []})
        for number in sorted(found.keys() | known.keys())
    ]


def _expense(document: _Document) -> Expense:
    return Expense(
        summary=[_field(field) for field in document.get("SummaryFields") or []],
        items=[
            [_field(field) for field in item.get("LineItemExpenseFields") or []]
            for group in document.get("LineItemGroups") or []
            for item in group.get("LineItems") or []
        ],
    )


def _field(field: Mapping[str, Any]) -> ExpenseField:
    value, label = field.get("ValueDetection") or {}, field.get("LabelDetection") or {}
    return ExpenseField(
        type=(field.get("Type") or {}).get("Text", "OTHER"),
        label=nfc(label["Text"]) if label.get("Text") else None,
        value=nfc(value.get("Text") or ""),
        confidence=min(100.0, round(float(value.get("Confidence", 0.0)), 2)),
    )


def page_of(document: _Document) -> int:
    """Return the page that a receipt's first field is on."""
    numbers = [field.get("PageNumber") for field in document.get("SummaryFields") or []]
    return next((int(number) for number in numbers if number), 1)
