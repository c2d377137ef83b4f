"""Operations that change what a column is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from recipe.expressions import Call, Constant, Expression, Schema, Type, column, typed_column
from recipe.faults import RecipeError
from recipe.operations.base import ColumnName, Operation, with_columns
from recipe.steps import Check, Step

OnBad = Literal["fail", "missing"]
DateFormat = Literal["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d"]
WORDS: dict[Type, str] = {
    "number": "hold what is not a finite number such as -1.5 or 2e3",
    "integer": "hold what is not a whole number of at most 18 digits",
    "flag": "hold what is neither true nor false",
    "date": "hold what is not a day of the years 1000 to 2999 in the format",
    "text": "cannot be text",
}
"""How an error goes on after `N cell(s)`."""
CASTS: dict[tuple[Type, Type], str] = {
    ("text", "number"): "number_of_text",
    ("text", "integer"): "integer_of_text",
    ("text", "flag"): "flag_of_text",
    ("integer", "number"): "number_of_integer",
    ("number", "integer"): "integer_of_number",
    ("flag", "integer"): "integer_of_flag",
    ("integer", "text"): "text_of_integer",
    ("flag", "text"): "text_of_flag",
    ("date", "text"): "text_of_date",
}


class Cast(Operation):
    """Make columns another type.

    Text is read whole, spaces around it aside: a number is `-1.5`, `.5`, `2e3`; an integer has at most 18
    digits; a flag is `true` or `false` in any case; a date is `2026-11-26` (`parse_date` reads others). A
    number becomes an integer only if it is whole and below 2^53. Integers, flags and dates become text as
    `12`, `true`, `2026-11-26`; numbers do not, because engines write them differently: make them integers
    first. A cell that cannot be cast stops the recipe, or with `on_bad = "missing"` is missing.
    """

    do: Literal["cast"]
    columns: Annotated[dict[ColumnName, Type], Field(min_length=1)]
    on_bad: OnBad = "fail"

    def steps(self, schema: Schema, *, number: int) -> Iterator[Step]:
        """Check the cells, then cast them."""
        changed: dict[str, Expression] = {}
        for name, wanted in self.columns.items():
            value = column(schema, name)
            if value.type == wanted:
                continue
            changed[name] = cast(value, wanted)
            if self.on_bad == "fail":
                yield check(number, name, value, changed[name])
        yield with_columns(schema, changed)


class ParseDate(Operation):
    """Read text as dates of one format, every part with all of its digits (`05/11/2026`, not `5/11/2026`)."""

    do: Literal["parse_date"]
    column: ColumnName
    format: DateFormat
    on_bad: OnBad = "fail"

    def steps(self, schema: Schema, *, number: int) -> Iterator[Step]:
        """Check the cells, then read them."""
        value = typed_column(schema, self.column, "text")
        parsed = date_of(value, self.format)
        if self.on_bad == "fail":
            yield check(number, self.column, value, parsed)
        yield with_columns(schema, {self.column: parsed})


def cast(value: Expression, wanted: Type) -> Expression:
    """Return the value as another type, missing where it cannot be; `RecipeError` if no value can."""
    if (value.type, wanted) == ("text", "date"):
        return date_of(value, "%Y-%m-%d")
    if (function := CASTS.get((value.type, wanted))) is None:
        raise RecipeError(f"{value.type} cannot be made {wanted}")
    trimmed = Call("trim", (value,), "text") if value.type == "text" else value
    return Call(function, (trimmed,), wanted)


def date_of(value: Expression, format: str) -> Call:
    """Return the date that text says in a format."""
    return Call("date_of_text", (Call("trim", (value,), "text"), Constant(format, "text")), "date")


def check(number: int, name: str, before: Expression, after: Expression) -> Check:
    """Return the step that stops if a value is present before a cast and missing after it."""
    was = Call("not", (Call("missing", (before,), "flag"),), "flag")
    lost = Call("and", (was, Call("missing", (after,), "flag")), "flag")
    return Check(number, name, WORDS[after.type], lost)
