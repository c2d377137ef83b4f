"""The functions of metric math that dashboards and alarms here use; another one is an error, not a guess."""

import math
from collections.abc import Callable, Iterable, Sequence

from local.cloudwatch.operators import each
from local.cloudwatch.series import MathError, Range, Series, Value

_Fold = Callable[[Sequence[float]], float]
_FOLDS: dict[str, _Fold] = {
    "SUM": math.fsum,
    "AVG": lambda values: math.fsum(values) / len(values),
    "MIN": min,
    "MAX": max,
}
_EACH: dict[str, Callable[[float], float]] = {"ABS": abs, "CEIL": math.ceil, "FLOOR": math.floor}


def call(name: str, arguments: Sequence[Value], *, over: Range) -> Value:
    """Apply a function. Raises `MathError` for one that is not known here, or for the wrong arguments."""
    try:
        if name in _FOLDS:
            (folded,) = arguments
            return _fold(_FOLDS[name], folded)
        if name in _EACH:
            (changed,) = arguments
            return each(changed, _EACH[name])
        if name == "IF":
            condition, then, *rest = arguments
            return _if(condition, then, *rest)
        if name == "TIME_SERIES":
            (number,) = arguments
            return _time_series(number, over=over)
        if name == "PERIOD":
            (series,) = arguments
            return float(_one(series).period)
    except ValueError as error:
        if isinstance(error, MathError):
            raise
        raise MathError(f"{name} has {len(arguments)} arguments, which is not how it is used") from error
    raise MathError(f"{name} is not computed locally")


def fill(value: Value, filling: Value | str, *, over: Range) -> Value:
    """Give each period without data the number `filling`, or with REPEAT the value before it."""
    if isinstance(value, list):
        return [_one(fill(item, filling, over=over)) for item in value]
    series, last = _one(value), None
    filled: dict[float, float] = {}
    for at in over.starts(series.period):
        last = series.values.get(at, last)
        given = last if filling == "REPEAT" else _plain(filling)
        found = series.values.get(at, given)
        if found is not None:
            filled[at] = found
    return Series(period=series.period, values=filled, label=series.label)


def _fold(fold: _Fold, value: Value) -> Value:
    """Fold a series to one number, or several series to one: a point that some of them lack is left out."""
    if isinstance(value, Series):
        return fold(list(value.values.values())) if value.values else 0.0
    if not isinstance(value, list):
        return value
    moments = _sorted({at for series in value for at in series.values})
    folded = {at: fold([s.values[at] for s in value if at in s.values]) for at in moments}
    return Series(period=max((s.period for s in value), default=60), values=folded)


def _if(condition: Value, then: Value, otherwise: Value | None = None) -> Value:
    if not isinstance(condition, Series):
        chosen = then if _plain(condition) else otherwise
        return chosen if chosen is not None else Series(period=60, values={})
    values = {}
    for at, true in condition.values.items():
        branch = then if true else otherwise
        found = branch.values.get(at) if isinstance(branch, Series) else branch
        if isinstance(found, list):
            raise MathError("IF chooses between numbers and single series")
        if found is not None:
            values[at] = found
    return Series(period=condition.period, values=values)


def _time_series(value: Value, *, over: Range) -> Series:
    period = 60
    return Series(period=period, values=dict.fromkeys(over.starts(period), _plain(value)))


def _one(value: Value) -> Series:
    if isinstance(value, list) and len(value) == 1:
        return value[0]
    if not isinstance(value, Series):
        raise MathError("one series is wanted here")
    return value


def _plain(value: Value | str | None) -> float:
    if not isinstance(value, int | float):
        raise MathError("a number is wanted here")
    return value


def _sorted(moments: Iterable[float]) -> list[float]:
    return sorted(moments)
