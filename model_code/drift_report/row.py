"""One row as it was asked and answered, in the card's order, with what a cell can be."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tabular.card import CategoryFeature, Feature
from tabular.cells import LARGEST

UNKNOWN = "(unknown)"
"""Stands for every category that the card does not have."""
UNREADABLE = "(unreadable)"
"""Stands for what is no number where the card has one."""
Cell = float | str | None
"""A number, a category (or one of the two words above), or a gap."""


class MalformedError(ValueError):
    """A captured line that is no request with rows; the message is one of few, and holds no data."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """`prediction` is the label, or the value of a regression; None where the answer is not there."""

    cells: tuple[Cell, ...]
    prediction: Cell = None


def read_row(instance: object, features: Sequence[Feature]) -> tuple[Cell, ...]:
    """Read a list of values, or an object of named ones; raises MalformedError for any other shape."""
    if isinstance(instance, Mapping):
        known = {feature.name for feature in features}
        if not known & set(instance):
            raise MalformedError("none of the row's names is a feature of the model")
        return tuple(read_cell(instance.get(feature.name), feature) for feature in features)
    if not isinstance(instance, list) or len(instance) != len(features):
        raise MalformedError(f"a row is not a list of {len(features)} values")
    return tuple(read_cell(value, feature) for value, feature in zip(instance, features, strict=True))


def read_cell(value: object, feature: Feature) -> Cell:
    """Read one value as the model takes it, but keep what it would refuse, so that it can be counted."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(feature, CategoryFeature):
        return _category(value, feature)
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > LARGEST:
        return UNREADABLE
    return float(value)


def _category(value: object, feature: CategoryFeature) -> str:
    if isinstance(value, bool):
        lower = {category.lower(): category for category in feature.categories}
        return lower.get(str(value).lower(), UNKNOWN)
    return value if isinstance(value, str) and value in feature.categories else UNKNOWN
