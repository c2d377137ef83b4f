"""What all operations share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from recipe.expressions import Call, Column, Expression, Schema, column
from recipe.faults import RecipeError
from recipe.steps import Select, Step

ColumnName = Annotated[
    str, StringConstraints(min_length=1, max_length=128, pattern=r"^[^`\r\n_](?:[^`\r\n]*)$")
]
"""No backtick, which delimits names, and no leading underscore, which marks the engines' own columns."""
ColumnNames = Annotated[tuple[ColumnName, ...], Field(min_length=1)]
Scalar = bool | int | Annotated[float, Field(allow_inf_nan=False)] | date | str


class Operation(BaseModel):
    """One table of `[[operations]]`; a misspelt key is an error with its path."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def steps(self, schema: Schema, *, number: int) -> Iterator[Step]:
        """Yield what it does to a table of these columns as its `number`th; `RecipeError` if it cannot."""
        raise NotImplementedError


def with_columns(schema: Schema, changed: Mapping[str, Expression]) -> Select:
    """Return the step that changes columns in their place, and adds new ones at the end."""
    kept = {name: Column(name, kind) for name, kind in schema.items()}
    return Select(tuple({**kept, **changed}.items()))


def new_column(schema: Schema, name: str) -> str:
    """Return the name of a column to add; `RecipeError` if there is one already."""
    if name in schema:
        raise RecipeError(f"there is a column {name!r} already; take another name")
    return name


def present(schema: Schema, name: str) -> Call:
    """Return whether the value of a column is not missing."""
    return Call("not", (Call("missing", (column(schema, name),), "flag"),), "flag")
