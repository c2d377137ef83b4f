"""Cells of a roster's CSV: which columns there are, and how a number, a day and a list are written."""

import re
from datetime import date, datetime
from typing import Any

HEADER = (
    "slug",
    "group",
    "budget_usd",
    "environment",
    "course",
    "start",
    "end",
    "time_zone",
    "seats",
    "class_budget_usd",
    "services",
    "instance_types",
)
"""The first row, exactly; the first three are a student's, the rest of the whole class."""
OPTIONAL = ("budgets",)
"""Of the whole class too; may follow as the last column."""
CLASS_WIDE = (*HEADER[3:], *OPTIONAL)
SAID = {"yes": True, "no": False}
EXAMPLE = "examples/class.csv"
LISTS = ("services", "instance_types")
MONEY, DAYS, WHOLE = ("budget_usd", "class_budget_usd"), ("start", "end"), ("seats",)
USD = re.compile(r"\d{1,5}(\.\d{1,2})?")
"""Neither 1,000 nor 1.000: which of them is a thousand depends on who reads it."""


class UnreadableError(ValueError):
    """Says what to change, never what was found."""


def read_cell(column: str, text: str) -> Any:
    """Return the value of a cell that is not empty, or an empty list. Raises UnreadableError."""
    if column in MONEY:
        return _usd(text)
    if column in DAYS:
        return _day(text)
    if column in WHOLE:
        return _whole(text)
    if column in OPTIONAL:
        return _said(text)
    if column in LISTS:
        return [part.strip() for part in text.split(";") if part.strip()]
    return text


def _said(text: str) -> bool:
    if text not in SAID:
        raise UnreadableError(f"must be {' or '.join(SAID)}")
    return SAID[text]


def _usd(text: str) -> float:
    if not USD.fullmatch(text):
        hint = "; the decimal sign is a point" if "," in text else ""
        raise UnreadableError(f"is no amount of USD; write it as 20 or 2.50{hint}")
    return float(text)


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day of the class's own zone
    except ValueError:
        raise UnreadableError(
            "is no day; write it as 2026-09-07, in a column that is formatted as text"
        ) from None


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise UnreadableError("is no whole number; write it as 30")
    return int(text)
