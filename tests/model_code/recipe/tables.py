# ruff: noqa: E501 - one line a kind of trouble
"""Seeded tables with all that goes wrong in a CSV: gaps, odd numbers, Unicode, duplicates, several files."""

import csv
import io
import random

TEXTS = (
    "ĐẶNG Thị Ánh", "đặng thị ánh", "  Bắc Ninh ", "BẮC NINH", "x", "X", "it's $5 \\ done", "a,b", 'say "hi"', "ẞ", "ΣΑΣ",
    "İ", "TRUE", "NA", "", "null", "100%", "日本", "e\u0301", "é", "\U0001f600",
)  # fmt: skip
NUMBERS = (
    "0", "-0", "1", "1.0", "+2.5", "-3.25", ".5", "7.", "1e3", "2E-2", "0.1", "2.675", "1e308", "-1e308", "12345.678",
    "NaN", "", "NA", "0.5", "1.5", "2.5", "-2.5", "9007199254740993",
)  # fmt: skip
INTEGERS = ("0", "1", "-1", "+7", "42", "999999999999999999", "", "N/A", "3", "3", "5")
DATES = ("2026-11-26", "2024-02-29", "1999-12-31", "", "2026-01-05", "2000-01-01", "nan")
SLASHED = ("26/11/2026", "29/02/2024", "31/12/1999", "", "05/01/2026", "01/01/2000")
FLAGS = ("true", "False", "TRUE", "", "null", "false")
COLUMNS = {
    "name": TEXTS,
    "kind": ("a", "b", "c", "", "a", "NA"),
    "amount": NUMBERS,
    "share of it": NUMBERS,
    "count": INTEGERS,
    "day": DATES,
    "seen": SLASHED,
    "open": FLAGS,
    "ignored": ("whatever", "1", ""),
}
SCHEMA = """
[columns]
name = "text"
kind = "text"
amount = "number"
"share of it" = "number"
count = "integer"
day = "date"
seen = "text"
open = "flag"
"""


def rows(*, seed: int, count: int) -> list[list[str]]:
    """Rows of cells, every fifth one equal to one before it."""
    chance = random.Random(seed)  # noqa: S311 - data, not a secret
    made: list[list[str]] = []
    for number in range(count):
        if number % 5 == 4:
            made.append(list(chance.choice(made)))
        elif number % 17 == 16:
            made.append([""] * len(COLUMNS))
        else:
            made.append([chance.choice(values) for values in COLUMNS.values()])
    return made


def csv_text(cells: list[list[str]], *, separator: str = ",") -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\n")
    writer.writerows([list(COLUMNS), *cells])
    return buffer.getvalue()
