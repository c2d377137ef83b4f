"""Operations on whole columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from recipe.expressions import Column, Schema, column
from recipe.faults import RecipeError
from recipe.operations.base import ColumnName, ColumnNames, Operation
from recipe.steps import Select, Step


class Rename(Operation):
    """Rename columns, all at once; they stay where they are. Two columns cannot end up with one name."""

    do: Literal["rename"]
    columns: Annotated[dict[ColumnName, ColumnName], Field(min_length=1)]

    def steps(self, schema: Schema, *, number: int) -> Iterator[Step]:
        """Select the same columns under their new names."""
        del number
        for name in self.columns:
            column(schema, name)
        renamed = [(self.columns.get(name, name), Column(name, kind)) for name, kind in schema.items()]
        names = [name for name, _ in renamed]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise RecipeError(f"two columns would be called {twice[0]!r}")
        yield Select(tuple(renamed))


class Drop(Operation):
    """Leave columns out. One column at least must stay."""

    do: Literal["drop"]
    columns: ColumnNames

    def steps(self, schema: Schema, *, number: int) -> Iterator[Step]:
        """Select the others."""
        del number
        for name in self.columns:
            column(schema, name)
        kept = [(name, Column(name, kind)) for name, kind in schema.items() if name not in self.columns]
        if not kept:
            raise RecipeError("no column would be left")
        yield Select(tuple(kept))


class Keep(Operation):
    """Keep these columns only, in this order."""

    do: Literal["keep"]
    columns: ColumnNames

    def steps(self, schema: Schema, *, number: int) -> Iterator[Step]:
        """Select them."""
        del number
        if len(set(self.columns)) < len(self.columns):
            raise RecipeError("a column is named twice")
        yield Select(tuple((name, column(schema, name)) for name in self.columns))
