"""Operations on the values of cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from recipe.expressions import NUMERIC, Call, Expression, Schema, choose, column, constant, typed_column
from recipe.faults import RecipeError
from recipe.language import finite, parse
from recipe.operations.base import ColumnName, ColumnNames, Operation, Scalar, with_columns
from recipe.steps import Step


class Trim(Operation):
    """Remove spaces, tabs, line ends, vertical tabs and form feeds around text (ASCII ones only)."""

    do: Literal["trim"]
    columns: ColumnNames

    def steps(self, schema: Schema, *, number: int) -> Iterator[Step]:
        """Trim each."""
        del number
        yield _each_text(schema, self.columns, "trim")


class Lower(Operation):
    """Make text lower case by Unicode's rules without a language: `ĐẶNG` is `đặng`. No letter is composed."""

    do: Literal["lower"]
    columns: ColumnNames

    def steps(self, schema: Schema, *, number: int) -> Iterator[Step]:
        """Lower each."""
        del number
        yield _each_text(schema, self.columns, "lower")


class FillMissing(Operation):
    """Put a fixed value where there is none.

    It is never computed from the rows: a mean of all rows would tell the training rows about the test rows.
    """

    do: Literal["fill_missing"]
    columns: ColumnNames
    value: Scalar

    def steps(self, schema: Schema, *, number: int) -> Iterator[Step]:
        """Take the first of value and filling that is present."""
        del number
        changed: dict[str, Expression] = {}
        for name in self.columns:
            value = column(schema, name)
            filling = constant(self.value, like=value.type)
            changed[name] = Call("coalesce", (value, filling), value.type)
        yield with_columns(schema, changed)


class Replace(Operation):
    """Put `new` where a cell equals one of `old`; without `new` it is missing then. Text compares whole."""

    do: Literal["replace"]
    columns: ColumnNames
    old: Annotated[tuple[Scalar, ...], Field(min_length=1)]
    new: Scalar | None = None

    def steps(self, schema: Schema, *, number: int) -> Iterator[Step]:
        """Choose between the new value and the cell."""
        del number
        changed: dict[str, Expression] = {}
        for name in self.columns:
            changed[name] = value = column(schema, name)
            for old in self.old:
                same = Call("equal", (value, constant(old, like=value.type)), "flag")
                changed[name] = choose(same, constant(self.new, like=value.type), changed[name])
        yield with_columns(schema, changed)


class Clip(Operation):
    """Raise numbers below `lower` to it, lower those above `upper` to it: fixed bounds, not fitted ones."""

    do: Literal["clip"]
    columns: ColumnNames
    lower: int | float | None = None
    upper: int | float | None = None

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if self.lower is None and self.upper is None:
            raise ValueError("give lower, upper or both")
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError("lower is above upper")
        return self

    def steps(self, schema: Schema, *, number: int) -> Iterator[Step]:
        """Choose between bound and value."""
        del number
        changed: dict[str, Expression] = {}
        for name in self.columns:
            changed[name] = value = typed_column(schema, name, *NUMERIC)
            for bound, function in ((self.lower, "less"), (self.upper, "more")):
                if bound is not None:
                    limit = constant(bound, like=value.type)
                    changed[name] = choose(Call(function, (value, limit), "flag"), limit, changed[name])
        yield with_columns(schema, changed)


class Derive(Operation):
    """Compute a column, new or in place of one, by an expression (`language.py`)."""

    do: Literal["derive"]
    column: ColumnName
    expression: str

    def steps(self, schema: Schema, *, number: int) -> Iterator[Step]:
        """Compute it; a number that is not finite is missing."""
        del number
        yield with_columns(schema, {self.column: finite(parse(self.expression, schema))})


def _each_text(schema: Schema, names: tuple[str, ...], function: str) -> Step:
    if len(set(names)) < len(names):
        raise RecipeError("a column is named twice")
    calls = {name: Call(function, (typed_column(schema, name, "text"),), "text") for name in names}
    return with_columns(schema, calls)
