"""How far two models agree, row by row."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from cli.shadow.captured import Prediction

Z95 = 1.96
"""Standard deviations of a two-sided interval of 95 %."""


class Agreement(BaseModel):
    """Rows compared; differences of probabilities (0..1), or of values relative to production's spread."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: int
    same: int
    share: float
    low: float
    high: float
    mean_difference: float
    largest_difference: float
    differences: list[float]
    labels: dict[str, int]


def agree(rows: Sequence[tuple[Prediction, Prediction]], *, tolerance: float) -> Agreement:
    """Compare row by row; values are the same within `tolerance` of production's spread."""
    spread = _spread([ours.value for ours, _ in rows if ours.value is not None])
    differences = [_difference(ours, theirs, spread=spread) for ours, theirs in rows]
    same = sum(
        1
        for (ours, theirs), difference in zip(rows, differences, strict=True)
        if (ours.label == theirs.label if ours.label is not None else difference <= tolerance)
    )
    low, high = interval(same, len(rows))
    pairs = Counter(f"{ours.label} → {theirs.label}" for ours, theirs in rows if ours.label is not None)
    return Agreement(
        rows=len(rows),
        same=same,
        share=same / len(rows) if rows else 0.0,
        low=low,
        high=high,
        mean_difference=math.fsum(differences) / len(rows) if rows else 0.0,
        largest_difference=max(differences, default=0.0),
        differences=differences,
        labels=dict(sorted(pairs.items())),
    )


def interval(same: int, rows: int) -> tuple[float, float]:
    """Return Wilson's interval of a share, which holds for few rows and near 100 % as well."""
    if not rows:
        return 0.0, 1.0
    share, square = same / rows, Z95**2
    centre = (share + square / (2 * rows)) / (1 + square / rows)
    half = Z95 / (1 + square / rows) * math.sqrt(share * (1 - share) / rows + square / (4 * rows**2))
    return max(0.0, centre - half), min(1.0, centre + half)


def _difference(ours: Prediction, theirs: Prediction, *, spread: float) -> float:
    if ours.label is not None:
        labels = ours.probabilities.keys() | theirs.probabilities.keys()
        return max(
            (abs(ours.probabilities.get(n, 0.0) - theirs.probabilities.get(n, 0.0)) for n in labels),
            default=0.0,
        )
    if ours.value is None or theirs.value is None:
        return 1.0
    return abs(ours.value - theirs.value) / spread


def _spread(values: Sequence[float]) -> float:
    """Return the standard deviation, or 1 where all values are the same."""
    if not values:
        return 1.0
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / len(values)) or 1.0
