"""Decide what each column of a CSV is, and encode rows the way the model takes them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tabular.card import CategoryFeature, Feature, NumberFeature
from tabular.cells import LARGEST
from tabular.dataset import DataError
from tabular.rows import Matrix

MOST_CATEGORIES = 255
"""A text column with more distinct values than this names things rather than groups them."""


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A column the model does not use, and why."""

    name: str
    reason: str


def describe(frame: pd.DataFrame, *, target: str) -> tuple[tuple[Feature, ...], tuple[LeftOut, ...]]:
    """Describe every column but the target as a feature, or say why it is left out."""
    features: list[Feature] = []
    left_out: list[LeftOut] = []
    for name in frame.columns:
        if name == target:
            continue
        described = _describe(frame[name], str(name))
        if isinstance(described, str):
            left_out.append(LeftOut(name=str(name), reason=described))
        else:
            features.append(described)
    if not features:
        reasons = "; ".join(f"{column.name}: {column.reason}" for column in left_out)
        raise DataError(f"no column is left to learn from ({reasons})")
    return tuple(features), tuple(left_out)


def _describe(column: pd.Series, name: str) -> Feature | str:
    values = column.dropna()
    missing = len(values) < len(column)
    distinct = values.nunique()
    if name.startswith("unnamed "):
        return "it has no name in the header"
    if distinct == 0 or (distinct == 1 and not missing):
        return "it holds the same value everywhere"
    numbers = as_numbers(values)
    if numbers is not None:
        if np.abs(numbers).max() > LARGEST:
            raise DataError(f"column {name!r} holds a number beyond single precision, or an infinity")
        return NumberFeature(name=name, minimum=numbers.min(), maximum=numbers.max(), missing=missing)
    if distinct > MOST_CATEGORIES or distinct > max(2, len(values) // 2):
        return f"its text has {distinct} different values in {len(values)} rows"
    return CategoryFeature(name=name, categories=tuple(sorted(values.unique())), missing=missing)


def as_numbers(values: pd.Series) -> np.ndarray[tuple[int], np.dtype[np.float64]] | None:
    """Read text values as numbers; None when one of them is not a number (a column is never half of each)."""
    numbers = pd.to_numeric(values, errors="coerce")
    return None if numbers.isna().any() else numbers.to_numpy(dtype=np.float64)


def encode(frame: pd.DataFrame, features: Sequence[Feature]) -> Matrix:
    """Encode rows as float32 [rows, features]: numbers, category indexes, NaN for gaps and unknown text."""
    absent = [feature.name for feature in features if feature.name not in frame.columns]
    if absent:
        raise DataError(f"column {absent[0]!r} is missing from the data")
    matrix = np.empty((len(frame), len(features)), dtype=np.float32)
    for position, feature in enumerate(features):
        column = frame[feature.name]
        if isinstance(feature, CategoryFeature):
            indexes = {category: float(index) for index, category in enumerate(feature.categories)}
            matrix[:, position] = column.map(indexes).to_numpy(dtype=np.float64, na_value=np.nan)
        else:
            numbers = as_numbers(column.dropna())
            if numbers is None or (len(numbers) and np.abs(numbers).max() > LARGEST):
                raise DataError(f"column {feature.name!r} holds a value that is not a number")
            matrix[:, position] = pd.to_numeric(column).to_numpy(dtype=np.float64, na_value=np.nan)
    return matrix
