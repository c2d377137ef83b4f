"""The rows of a class's CSV: read cell by cell, or said by row and column what to change.

What is true of the class is in the first row; further rows leave it empty or repeat it. No message quotes a
cell, which may hold a name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from config.roster_cells import CLASS_WIDE, LISTS, OPTIONAL, UnreadableError, read_cell
from config.roster_words import made_up

KEYS = {"class_budget_usd": "budget_usd"}
"""Columns that a TOML file calls otherwise."""


@dataclass(frozen=True)
class Sheet:
    """Rows by their number in the spreadsheet, each a dictionary of the columns; empty rows are left out."""

    rows: dict[int, dict[str, str]]

    @property
    def environment(self) -> str:
        """The platform that the class says it works on, perhaps nothing."""
        return next(iter(self.rows.values()))["environment"]

    def settings(self) -> tuple[dict[str, Any], list[str]]:
        """Return the keys of a TOML file, and what is wrong as `row 3, column end: …`."""
        read = Reading()
        settings = read.class_of(self.rows)
        students = [read.student(number, row) for number, row in self.rows.items()]
        wrong = [*read.wrong, *_repeated(self.rows), *_twice(self.rows)]
        return {**settings, "students": students}, wrong

    def place(self, location: tuple[int | str, ...]) -> str:
        """Say where a key of the settings is: `row 3, column slug`."""
        numbers = list(self.rows)
        if location[:1] == ("students",) and len(location) > 2:
            return f"row {numbers[int(location[1])]}, column {location[2]}"
        columns = {key: column for column, key in KEYS.items()}
        key = str(location[0])
        return f"row {numbers[0]}, column {columns.get(key, key)}"


class Reading:
    """Reads cells and keeps what is wrong with them, so that all of it is said at once."""

    def __init__(self) -> None:
        self.wrong: list[str] = []

    def class_of(self, rows: dict[int, dict[str, str]]) -> dict[str, Any]:
        """Read what is true of the class from the first row."""
        number, row = next(iter(rows.items()))
        found: dict[str, Any] = {}
        for column in CLASS_WIDE:
            if row[column] or column == "services":
                found |= self._cell(number, column, row[column])
            elif column not in (*LISTS, *OPTIONAL):
                self.wrong.append(
                    f"row {number}, column {column}: is empty; the first row says it of the class"
                )
        return found

    def student(self, number: int, row: dict[str, str]) -> dict[str, Any]:
        """Read one student."""
        own = {"group": row["group"]}
        if row["budget_usd"]:
            own |= self._cell(number, "budget_usd", row["budget_usd"])
        try:
            return {"slug": made_up(row["slug"]), **own}
        except ValueError as error:
            self.wrong.append(f"row {number}, column slug: {error if row['slug'] else 'is empty'}")
            return own

    def _cell(self, number: int, column: str, text: str) -> dict[str, Any]:
        try:
            return {KEYS.get(column, column): read_cell(column, text)}
        except UnreadableError as error:
            self.wrong.append(f"row {number}, column {column}: {error}")
            return {}


def _repeated(rows: dict[int, dict[str, str]]) -> Iterator[str]:
    """Find rows that say something else of the class than the first."""
    first, said = next(iter(rows.items()))
    for number, row in rows.items():
        for column in CLASS_WIDE:
            if row[column] not in ("", said[column]):
                yield (
                    f"row {number}, column {column}: differs from row {first}, and is of the whole class; "
                    "leave it empty"
                )


def _twice(rows: dict[int, dict[str, str]]) -> Iterator[str]:
    seen: dict[str, int] = {}
    for number, row in rows.items():
        if slug := row["slug"]:
            if slug in seen:
                yield f"row {number}, column slug: is in row {seen[slug]} too; each has their own"
            seen.setdefault(slug, number)
