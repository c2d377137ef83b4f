"""Operators of metric math on numbers, series and lists of series."""

import operator
from collections.abc import Callable
from typing import Any

from local.cloudwatch.series import MathError, Series, Value

BINARY: dict[str, Callable[[float, float], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": operator.pow,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "&&": lambda left, right: bool(left) and bool(right),
    "||": lambda left, right: bool(left) or bool(right),
}
"""A comparison gives 1 or 0."""


def apply(name: str, left: Value, right: Value) -> Value:
    """Combine two values. Two series have a result only where both have a value."""
    if isinstance(left, list):
        return [_series(apply(name, item, right)) for item in left]
    if isinstance(right, list):
        return [_series(apply(name, left, item)) for item in right]
    if isinstance(left, Series) and isinstance(right, Series):
        both = [at for at in left.values if at in right.values]
        return _made(left, name, {at: (left.values[at], right.values[at]) for at in both}, other=right)
    if isinstance(left, Series):
        return _made(left, name, {at: (value, _number(right)) for at, value in left.values.items()})
    if isinstance(right, Series):
        return _made(right, name, {at: (_number(left), value) for at, value in right.values.items()})
    computed = _compute(name, left, right)
    if computed is None:
        raise MathError(f"{left} {name} {right} has no value")
    return computed


def each(value: Value, change: Callable[[float], float]) -> Value:
    """Change every value of a number, a series or a list."""
    if isinstance(value, list):
        return [_series(each(item, change)) for item in value]
    if isinstance(value, Series):
        changed = {at: change(number) for at, number in value.values.items()}
        return Series(period=value.period, values=changed, label=value.label)
    return change(value)


def _made(
    series: Series, name: str, pairs: dict[float, tuple[float, float]], *, other: Series | None = None
) -> Series:
    computed = {at: _compute(name, *pair) for at, pair in pairs.items()}
    values = {at: value for at, value in computed.items() if value is not None}
    period = max(series.period, other.period) if other else series.period
    return Series(period=period, values=values, label=series.label)


def _compute(name: str, left: float, right: float) -> float | None:
    """Compute one point; one that divides by zero is left out, as CloudWatch does."""
    try:
        return float(BINARY[name](left, right))
    except (ZeroDivisionError, OverflowError):
        return None


def _series(value: Value) -> Series:
    if not isinstance(value, Series):
        raise MathError("a list in metric math holds series only")
    return value


def _number(value: Value) -> float:
    if isinstance(value, list | Series):
        raise MathError("a number is wanted here")
    return value
