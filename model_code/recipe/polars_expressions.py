"""How Polars computes each function of an expression."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from recipe.expressions import Column, Constant, Expression, Type

DTYPES: dict[Type, Any] = {
    "text": pl.String,
    "number": pl.Float64,
    "integer": pl.Int64,
    "date": pl.Date,
    "flag": pl.Boolean,
}
SPACES = " \t\n\r\x0b\x0c"
NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
INTEGER = r"^[+-]?[0-9]{1,18}$"
LARGEST_WHOLE = float(2**53)
DATE_PARTS = {"%Y": "[12][0-9]{3}", "%m": "[0-9]{2}", "%d": "[0-9]{2}"}


def polars_expression(part: Expression) -> pl.Expr:
    """Return the expression for Polars."""
    if isinstance(part, Column):
        return pl.col(part.name)
    if isinstance(part, Constant):
        return pl.lit(part.value, dtype=DTYPES[part.type])
    if part.function == "date_of_text":
        return _date(polars_expression(part.arguments[0]), _text(part.arguments[1]))
    if part.function == "round":
        return _round(polars_expression(part.arguments[0]), _digits(part.arguments[1]))
    if part.function == "one_of":
        return polars_expression(part.arguments[0]).is_in([_text(value) for value in part.arguments[1:]])
    return _FUNCTIONS[part.function](*(polars_expression(argument) for argument in part.arguments))


def date_pattern(format: str) -> str:
    """Return the regular expression of the texts that a date format takes."""
    pattern = format.replace(".", r"\.")
    for part, digits in DATE_PARTS.items():
        pattern = pattern.replace(part, digits)
    return f"^{pattern}$"


def _date(value: pl.Expr, format: str) -> pl.Expr:
    texts = pl.when(value.str.contains(date_pattern(format))).then(value)
    return texts.str.to_date(format, strict=False)


def _round(value: pl.Expr, digits: int) -> pl.Expr:
    scale = float(10**digits)
    rounded = _divide((value.abs() * scale + 0.5).floor(), pl.lit(scale))
    return pl.when(value < 0).then(-rounded).otherwise(rounded)


def _divide(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Divide by a column in any case: Polars multiplies by the reciprocal of a scalar, which rounds twice."""
    return left / pl.when(left.is_not_null() & (right != 0)).then(right)


def _finite(value: pl.Expr) -> pl.Expr:
    return pl.when(value == 0).then(0.0).when(value.is_finite()).then(value)


def _number_of_text(value: pl.Expr) -> pl.Expr:
    read = pl.when(value.str.contains(NUMBER)).then(value.str.strip_prefix("+"))
    return _finite(read.cast(pl.Float64, strict=False))


def _integer_of_text(value: pl.Expr) -> pl.Expr:
    read = pl.when(value.str.contains(INTEGER)).then(value.str.strip_prefix("+"))
    return read.cast(pl.Int64, strict=False)


def _integer_of_number(value: pl.Expr) -> pl.Expr:
    whole = (value.floor() == value) & (value.abs() < LARGEST_WHOLE)
    return pl.when(whole).then(value).cast(pl.Int64, strict=False)


def _flag_of_text(value: pl.Expr) -> pl.Expr:
    true, false = value.str.contains("^[Tt][Rr][Uu][Ee]$"), value.str.contains("^[Ff][Aa][Ll][Ss][Ee]$")
    return pl.when(true).then(True).when(false).then(False)


def _text_of_flag(value: pl.Expr) -> pl.Expr:
    return pl.when(value).then(pl.lit("true")).when(~value).then(pl.lit("false"))


def _choose(condition: pl.Expr, then: pl.Expr, otherwise: pl.Expr) -> pl.Expr:
    return pl.when(condition).then(then).otherwise(otherwise)


_FUNCTIONS: dict[str, Callable[..., pl.Expr]] = {
    "abs": lambda value: value.abs(),
    "add": lambda left, right: left + right,
    "and": lambda left, right: left & right,
    "at_least": lambda left, right: left >= right,
    "at_most": lambda left, right: left <= right,
    "ceil": lambda value: value.ceil(),
    "choose": _choose,
    "coalesce": lambda *values: pl.coalesce(*values),
    "day": lambda value: value.dt.day().cast(pl.Int64),
    "days_between": lambda first, last: (last - first).dt.total_days(),
    "divide": _divide,
    "equal": lambda left, right: left == right,
    "finite": _finite,
    "flag_of_text": _flag_of_text,
    "floor": lambda value: value.floor(),
    "integer_of_flag": lambda value: value.cast(pl.Int64),
    "integer_of_number": _integer_of_number,
    "integer_of_text": _integer_of_text,
    "length": lambda value: value.str.len_chars().cast(pl.Int64),
    "less": lambda left, right: left < right,
    "lower": lambda value: value.str.to_lowercase(),
    "missing": lambda value: value.is_null(),
    "month": lambda value: value.dt.month().cast(pl.Int64),
    "more": lambda left, right: left > right,
    "multiply": lambda left, right: left * right,
    "negate": lambda value: -value,
    "not": lambda value: ~value,
    "number_of_integer": lambda value: value.cast(pl.Float64),
    "number_of_text": _number_of_text,
    "or": lambda left, right: left | right,
    "subtract": lambda left, right: left - right,
    "text_of_date": lambda value: value.dt.to_string("%Y-%m-%d"),
    "text_of_flag": _text_of_flag,
    "text_of_integer": lambda value: value.cast(pl.String),
    "trim": lambda value: value.str.strip_chars(SPACES),
    "unequal": lambda left, right: left != right,
    "weekday": lambda value: value.dt.weekday().cast(pl.Int64),
    "year": lambda value: value.dt.year().cast(pl.Int64),
}


def _text(part: Expression) -> str:
    assert isinstance(part, Constant)  # noqa: S101 - only the operations make these calls
    assert isinstance(part.value, str)  # noqa: S101
    return part.value


def _digits(part: Expression) -> int:
    assert isinstance(part, Constant)  # noqa: S101 - only the language makes these calls
    assert isinstance(part.value, int)  # noqa: S101
    return part.value


def known_functions() -> set[str]:
    """Return the functions that have an implementation here."""
    return {*_FUNCTIONS, "date_of_text", "one_of", "round"}
