"""Tell the task from the column to predict, and encode that column."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tabular.card import Target, Task
from tabular.columns import as_numbers
from tabular.dataset import DataError

TaskChoice = Literal["auto", "classification", "regression"]
MOST_NUMERIC_CLASSES = 20
"""Whole numbers with at most this many different values are read as class labels, more as quantities."""
MOST_CLASSES = 100
FEWEST_ROWS_A_CLASS = 5
"""Below this, neither a held-out part nor a fold of the cross-validation can hold every class."""
FEWEST_ROWS = 20


@dataclass(frozen=True, kw_only=True)
class Labels:
    """The target of each row: class indexes (int64) or values (float64)."""

    task: Task
    target: Target
    values: NDArray[Any]


def read_labels(column: pd.Series, *, task: TaskChoice) -> Labels:
    """Encode a target column without gaps; `auto` reads text and few whole numbers as classes."""
    name = str(column.name)
    if len(column) < FEWEST_ROWS:
        raise DataError(f"{len(column)} rows have a {name!r}; at least {FEWEST_ROWS} are needed")
    numbers = as_numbers(column)
    if task == "regression" or (task == "auto" and _is_quantity(numbers)):
        return _values(name, numbers)
    return _classes(name, column)


def encode_labels(column: pd.Series, *, target: Target) -> NDArray[Any]:
    """Encode another table's target column as training encoded its own."""
    if not target.classes:
        return _values(target.name, as_numbers(column)).values
    indexes = column.map({label: index for index, label in enumerate(target.classes)})
    if indexes.isna().any():
        unknown = column[indexes.isna()].iloc[0]
        raise DataError(f"column {target.name!r} holds {unknown!r}, a class the model was not trained on")
    encoded: NDArray[np.int64] = indexes.to_numpy(dtype=np.int64)
    return encoded


def _is_quantity(numbers: NDArray[np.float64] | None) -> bool:
    if numbers is None:
        return False
    return bool((numbers != np.round(numbers)).any()) or len(np.unique(numbers)) > MOST_NUMERIC_CLASSES


def _values(name: str, numbers: NDArray[np.float64] | None) -> Labels:
    if numbers is None or not np.isfinite(numbers).all():
        raise DataError(f"target {name!r} holds values that are not numbers: a regression needs numbers")
    if len(numbers) > 1 and np.ptp(numbers) == 0:
        raise DataError(f"target {name!r} holds the same value everywhere: there is nothing to learn")
    return Labels(task="regression", target=Target(name=name), values=numbers)


def _classes(name: str, column: pd.Series) -> Labels:
    counts = column.value_counts()
    if not 2 <= len(counts) <= MOST_CLASSES:
        raise DataError(f"target {name!r} has {len(counts)} classes; 2 to {MOST_CLASSES} can be learned")
    if counts.iloc[-1] < FEWEST_ROWS_A_CLASS:
        rare, rows = counts.index[-1], counts.iloc[-1]
        raise DataError(
            f"class {rare!r} of {name!r} has {rows} rows: give it {FEWEST_ROWS_A_CLASS} or leave them out"
        )
    classes = tuple(sorted(counts.index, key=_class_order))
    target = Target(name=name, classes=classes)
    return Labels(task="classification", target=target, values=encode_labels(column, target=target))


def _class_order(label: str) -> tuple[int, float, str]:
    """Order numbers as numbers (2 before 10) and text after them alphabetically."""
    try:
        return 0, float(label), label
    except ValueError:
        return 1, 0.0, label
