"""What is wrong with a recipe or its data, in words that tell no row. Standard library only."""

from __future__ import annotations


class RecipeError(ValueError):
    """A recipe that cannot be, or data that it cannot take; the message says what to change."""


def data_error(*, operation: int, column: str, count: int, what: str) -> RecipeError:
    """Return the error about cells of one column: where and how many, never what is in them.

    Operation 0 is the reading of the file, 1 the first operation of the recipe.
    """
    where = "reading" if operation == 0 else f"operation {operation}"
    return RecipeError(f"{where}, column {column!r}: {count} cell(s) {what}")
