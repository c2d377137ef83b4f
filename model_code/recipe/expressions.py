"""Typed expressions over one row: what every operation is made of, and what every engine must compute alike.

| type | values | in Polars | in Spark |
|---|---|---|---|
| text | Unicode text as it is, neither composed nor decomposed | String | STRING |
| number | finite double precision; no NaN, no infinity, no negative zero | Float64 | DOUBLE |
| integer | 64 bits, read from 18 digits at most | Int64 | BIGINT |
| date | a day of the years 1000 to 2999 | Date | DATE |
| flag | true or false | Boolean | BOOLEAN |

Any value can be missing. What is computed from a missing value is missing, but for `missing`, `coalesce`,
`and`, `or` (false and missing is false, true or missing is true) and a condition, which is met by true only.
Text compares by code point; true is above false.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal as OneOf

from recipe.faults import RecipeError

Type = OneOf["text", "number", "integer", "date", "flag"]
Value = str | float | int | bool | date | None
Schema = Mapping[str, Type]
NUMERIC: tuple[Type, ...] = ("number", "integer")


@dataclass(frozen=True)
class Column:
    """The value of a column."""

    name: str
    type: Type


@dataclass(frozen=True)
class Constant:
    """A fixed value; `None` is a missing one of its type."""

    value: Value
    type: Type


@dataclass(frozen=True)
class Call:
    """A function of other expressions; `functions.py` has the engines' ways to compute each."""

    function: str
    arguments: tuple[Expression, ...]
    type: Type


Expression = Column | Constant | Call


def column(schema: Schema, name: str) -> Column:
    """Return a column of the table; `RecipeError` naming those that there are."""
    if name not in schema:
        raise RecipeError(f"there is no column {name!r} here; there is {', '.join(map(repr, schema))}")
    return Column(name, schema[name])


def typed_column(schema: Schema, name: str, *types: Type) -> Column:
    """Return a column that is of one of the types; `RecipeError` if it is of another."""
    found = column(schema, name)
    if found.type not in types:
        raise RecipeError(f"column {name!r} is {found.type}, not {' or '.join(types)}; cast it first")
    return found


def constant(value: Value, *, like: Type) -> Constant:
    """Return a constant that goes with values of a type; `RecipeError` if it does not."""
    if value is None:
        return Constant(None, like)
    if like == "date" and isinstance(value, str):
        return Constant(_date(value), "date")
    found = type_of(value)
    if like == "number" and found == "integer":
        return Constant(float(value), "number")  # type: ignore[arg-type]
    if found != like:
        raise RecipeError(f"{value!r} is {found}, and the column is {like}")
    return Constant(value, like)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RecipeError(f"{text!r} is no date such as 2026-11-26") from error


def type_of(value: Value) -> Type:
    """Return the type of a constant."""
    if isinstance(value, bool):
        return "flag"
    kinds: dict[type, Type] = {int: "integer", float: "number", str: "text", date: "date"}
    return kinds[type(value)]


def number(part: Expression) -> Expression:
    """Return an integer as a number, and a number as it is; `RecipeError` for any other type."""
    if part.type not in NUMERIC:
        raise RecipeError(f"{part.type} is not a number; cast it first")
    return part if part.type == "number" else Call("number_of_integer", (part,), "number")


def choose(condition: Expression, then: Expression, otherwise: Expression) -> Call:
    """Return `then` where the condition is true, else `otherwise`, of the same type."""
    return Call("choose", (condition, then, otherwise), then.type)


def all_of(conditions: list[Expression]) -> Expression:
    """Return whether all conditions, one or more, are true."""
    found = conditions[0]
    for condition in conditions[1:]:
        found = Call("and", (found, condition), "flag")
    return found


def walk(part: Expression) -> Iterator[Expression]:
    """Yield the expression and all inside it."""
    yield part
    if isinstance(part, Call):
        for argument in part.arguments:
            yield from walk(argument)
