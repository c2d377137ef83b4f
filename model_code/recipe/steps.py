"""The few steps that all operations come down to. Rows keep their order unless a step says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from recipe.expressions import Expression, Schema, Type
from recipe.faults import RecipeError

Function = Literal["rows", "count", "sum", "mean", "minimum", "maximum"]


@dataclass(frozen=True)
class Check:
    """Stop if `bad` is true in any row of the table as it is before the operation."""

    operation: int
    column: str
    what: str
    bad: Expression


@dataclass(frozen=True)
class Select:
    """The table's columns from here on, each computed from the row as it was."""

    columns: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True)
class Where:
    """Keep the rows for which the condition is true; a row for which it is missing goes."""

    condition: Expression


@dataclass(frozen=True)
class Deduplicate:
    """Keep the first of the rows that agree in `columns`; missing agrees with missing."""

    columns: tuple[str, ...]


@dataclass(frozen=True)
class Sort:
    """Order rows by columns, each with whether it descends; missing is last; equal rows keep their order."""

    keys: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Aggregate:
    """One row a group, ordered by the group's keys with missing last; missing keys are a group.

    `rows` counts rows, `count` present values. The others are of present values, and missing where there is
    none. Sums are exact up to the order of adding: the last digits of a sum of fractions can differ.
    """

    keys: tuple[str, ...]
    columns: tuple[tuple[str, Function, str | None], ...]


Step = Check | Select | Where | Deduplicate | Sort | Aggregate


def schema_after(step: Step, schema: Schema) -> Schema:
    """Return the columns after a step, with their types."""
    if isinstance(step, Select):
        return {name: expression.type for name, expression in step.columns}
    if isinstance(step, Aggregate):
        computed = {name: _aggregated(function, of, schema) for name, function, of in step.columns}
        return {key: schema[key] for key in step.keys} | computed
    return schema


def _aggregated(function: Function, of: str | None, schema: Schema) -> Type:
    if function in ("rows", "count"):
        return "integer"
    assert of is not None  # noqa: S101 - narrows the type; the operation's own check has seen to it
    if function in ("sum", "mean") and schema[of] not in ("number", "integer"):
        raise RecipeError(f"there is no {function} of {schema[of]}: column {of!r}")
    return "number" if function == "mean" else schema[of]
