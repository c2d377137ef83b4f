"""Operations between categories and numbers. Values are listed in the recipe, never learnt from the rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from recipe.expressions import (
    Call,
    Column,
    Constant,
    Expression,
    Schema,
    choose,
    constant,
    number,
    typed_column,
)
from recipe.operations.base import ColumnName, ColumnNames, Operation, new_column, with_columns
from recipe.steps import Select, Step

Values = Annotated[tuple[str, ...], Field(min_length=1)]


class Map(Operation):
    """Make each text another by a table; text outside it becomes `otherwise`, or missing without one."""

    do: Literal["map"]
    column: ColumnName
    values: Annotated[dict[str, str], Field(min_length=1)]
    otherwise: str | None = None

    def steps(self, schema: Schema, *, number: int) -> Iterator[Step]:
        """Choose by the table; a missing cell stays missing."""
        del number
        value = typed_column(schema, self.column, "text")
        found: Expression = Constant(self.otherwise, "text")
        for old, new in reversed(self.values.items()):
            found = choose(_is(value, old), Constant(new, "text"), found)
        gap = Call("missing", (value,), "flag")
        yield with_columns(schema, {self.column: choose(gap, Constant(None, "text"), found)})


class Bucketize(Operation):
    """Add an integer column: how many of the `edges`, which ascend, are not above the number."""

    do: Literal["bucketize"]
    column: ColumnName
    into: ColumnName
    edges: Annotated[tuple[float, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        if any(low >= high for low, high in zip(self.edges, self.edges[1:], strict=False)):
            raise ValueError("edges must ascend")
        return self

    def steps(self, schema: Schema, *, number: int) -> Iterator[Step]:
        """Choose the number of the highest edge that is not above; a missing number has no bucket."""
        del number
        value = _number(typed_column(schema, self.column, "number", "integer"))
        found: Expression = Constant(0, "integer")
        for index, edge in enumerate(self.edges, start=1):
            reached = Call("at_least", (value, Constant(float(edge), "number")), "flag")
            found = choose(reached, Constant(index, "integer"), found)
        gap = Call("missing", (value,), "flag")
        found = choose(gap, Constant(None, "integer"), found)
        yield with_columns(schema, {new_column(schema, self.into): found})


class OneHot(Operation):
    """Put an integer column `column_value` for each value in place of a text column: 1 or 0."""

    do: Literal["one_hot"]
    column: ColumnName
    values: ColumnNames

    def steps(self, schema: Schema, *, number: int) -> Iterator[Step]:
        """Compare with each value; a missing or unlisted text is 0 in all."""
        del number
        value = typed_column(schema, self.column, "text")
        columns: list[tuple[str, Expression]] = []
        for name, kind in schema.items():
            if name != self.column:
                columns.append((name, Column(name, kind)))
                continue
            for text in self.values:
                hit = choose(_is(value, text), Constant(1, "integer"), Constant(0, "integer"))
                columns.append((new_column(schema, f"{name}_{text}"), hit))
        yield Select(tuple(columns))


class Ordinal(Operation):
    """Make text its position in `values`, from 0; missing or unlisted text is missing."""

    do: Literal["ordinal"]
    column: ColumnName
    values: Values

    def steps(self, schema: Schema, *, number: int) -> Iterator[Step]:
        """Choose the position."""
        del number
        value = typed_column(schema, self.column, "text")
        found: Expression = constant(None, like="integer")
        for position, text in reversed(list(enumerate(self.values))):
            found = choose(_is(value, text), Constant(position, "integer"), found)
        yield with_columns(schema, {self.column: found})


def _is(value: Expression, text: str) -> Call:
    return Call("equal", (value, Constant(text, "text")), "flag")


def _number(value: Column) -> Expression:
    return number(value)
