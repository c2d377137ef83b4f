"""Operations on which rows there are, and in what order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from recipe.expressions import Schema, all_of, column
from recipe.faults import RecipeError
from recipe.language import parse
from recipe.operations.base import ColumnName, ColumnNames, Operation, present
from recipe.steps import Aggregate, Deduplicate, Function, Sort, Step, Where


class DropMissing(Operation):
    """Leave out rows in which any of the columns is missing."""

    do: Literal["drop_missing"]
    columns: ColumnNames

    def steps(self, schema: Schema, *, number: int) -> Iterator[Step]:
        """Keep the others."""
        del number
        yield Where(all_of([present(schema, name) for name in self.columns]))


class Filter(Operation):
    """Keep the rows for which an expression is true; where it is missing, the row goes."""

    do: Literal["filter"]
    where: str

    def steps(self, schema: Schema, *, number: int) -> Iterator[Step]:
        """Keep them."""
        del number
        condition = parse(self.where, schema)
        if condition.type != "flag":
            raise RecipeError(f"{self.where!r} is {condition.type}, not a condition")
        yield Where(condition)


class Deduplicated(Operation):
    """Keep the first of rows that agree in the columns, in all without any; missing agrees with missing."""

    do: Literal["deduplicate"]
    columns: tuple[ColumnName, ...] = ()

    def steps(self, schema: Schema, *, number: int) -> Iterator[Step]:
        """Keep the first by the order that the rows have."""
        del number
        for name in self.columns:
            column(schema, name)
        yield Deduplicate(self.columns or tuple(schema))


class Key(BaseModel):
    """A column to sort by."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: ColumnName
    descending: bool = False


class Sorted(Operation):
    """Order rows: text by code point, missing last whichever way; rows that agree keep their order."""

    do: Literal["sort"]
    by: Annotated[tuple[Key, ...], Field(min_length=1)]

    def steps(self, schema: Schema, *, number: int) -> Iterator[Step]:
        """Sort."""
        del number
        for key in self.by:
            column(schema, key.column)
        yield Sort(tuple((key.column, key.descending) for key in self.by))


class Summary(BaseModel):
    """What to compute of a group; `of` is the column, which `rows` has none of."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    function: Function
    of: ColumnName | None = None

    @model_validator(mode="after")
    def _column(self) -> Self:
        if (self.function == "rows") != (self.of is None):
            raise ValueError("every function but rows needs `of`, the column")
        return self


class Aggregated(Operation):
    """Make one row of each group of rows that agree in `by` (steps.Aggregate says how)."""

    do: Literal["aggregate"]
    by: ColumnNames
    columns: Annotated[dict[ColumnName, Summary], Field(min_length=1)]

    def steps(self, schema: Schema, *, number: int) -> Iterator[Step]:
        """Aggregate; the columns are the keys, then what was computed."""
        del number
        for name in [*self.by, *(summary.of for summary in self.columns.values() if summary.of)]:
            column(schema, name)
        if twice := sorted(set(self.by) & set(self.columns)):
            raise RecipeError(f"two columns would be called {twice[0]!r}")
        columns = [(name, summary.function, summary.of) for name, summary in self.columns.items()]
        yield Aggregate(self.by, tuple(columns))
