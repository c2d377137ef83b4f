"""Read one value of a request as the number the model takes, or say what is wrong with it."""

import math

from tabular.card import CategoryFeature, Feature

LARGEST = 3.4028234663852886e38
"""The largest finite float32 (IEEE 754 binary32)."""
_NUMBERS = frozenset((int, float))


def read_cell(feature: Feature, index: dict[str, int] | None, value: object) -> tuple[float, str | None]:
    """Return the number and no message, or NaN and what is wrong; a gap that is allowed is NaN."""
    if value is None:
        return math.nan, None if feature.missing else "is missing; this model was trained without gaps here"
    if index is None:
        if type(value) not in _NUMBERS:
            return math.nan, "must be a number"
        number = float(value)  # type: ignore[arg-type]
        return number, None if abs(number) <= LARGEST else "must be a finite number within single precision"
    text = str(value).lower() if isinstance(value, bool) else value
    position = index.get(text) if isinstance(text, str) else None
    if position is None:
        return math.nan, f"must be one of {_some(feature)}"
    return position, None


def category_indexes(feature: Feature) -> dict[str, int] | None:
    """Map each category to its index; None for a numeric feature."""
    if not isinstance(feature, CategoryFeature):
        return None
    indexes = {category: index for index, category in enumerate(feature.categories)}
    # JSON's true and false arrive as bool: let them name a column of True/False text whatever its case.
    lower = {category.lower(): index for category, index in indexes.items()}
    return {**{text: lower[text] for text in ("true", "false") if text in lower}, **indexes}


def _some(feature: Feature, most: int = 10) -> str:
    categories = feature.categories if isinstance(feature, CategoryFeature) else ()
    listed = ", ".join(repr(category[:40]) for category in categories[:most])
    return listed if len(categories) <= most else f"{listed} and {len(categories) - most} more"
