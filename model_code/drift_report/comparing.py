"""Two samples of one column compared: whether the difference is more than chance, and how large it is.

Numbers: the two-sample Kolmogorov-Smirnov test; its statistic, the largest gap between the two cumulative
shares (0..1), is the effect. Categories: the chi-square test over the counts (Fisher's exact test for two by
two), with the total variation distance, half the sum of the differences of shares (0..1), as the effect. Both
effects answer the same question: by how much can the share of rows with some property differ at most? Gaps
are compared as a category of their own. scipy.stats computes all of it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.spatial.distance import jensenshannon

FEWEST_EXPECTED = 5
"""Rows of a category that the chi-square approximation asks for (Cochran); rarer ones are pooled."""
MOST_EXACT = 2_000
"""Rows up to which scipy may compute the exact distribution, which takes time with the product of both."""
Numbers = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """`test` in words; `effect` 0..1; `distance`: how far the column has moved, in the unit it names."""

    test: str
    statistic: float
    p_value: float
    effect: float
    distance: float
    distance_unit: str


def numbers(reference: Numbers, current: Numbers) -> Difference:
    """Compare numbers; the distance is Wasserstein's, in standard deviations of the reference."""
    found = stats.ks_2samp(reference, current, method="auto" if len(current) < MOST_EXACT else "asymp")
    spread = float(reference.std()) or 1.0
    moved = float(stats.wasserstein_distance(reference, current)) / spread
    statistic = float(found.statistic)
    return Difference(
        test="Kolmogorov-Smirnov",
        statistic=statistic,
        p_value=float(found.pvalue),
        effect=statistic,
        distance=moved,
        distance_unit="standard deviations",
    )


def categories(reference: Sequence[str], current: Sequence[str]) -> Difference:
    """Compare words; the distance is Jensen and Shannon's, in bits to the power of one half (0..1)."""
    before, after = Counter(reference), Counter(current)
    names = sorted(before.keys() | after.keys())
    table = np.array([[before[name] for name in names], [after[name] for name in names]], dtype=np.float64)
    shares = table / table.sum(axis=1, keepdims=True)
    test, statistic, p_value = _test(_pooled(table))
    return Difference(
        test=test,
        statistic=statistic,
        p_value=p_value,
        effect=float(np.abs(shares[0] - shares[1]).sum() / 2),
        distance=float(jensenshannon(shares[0], shares[1], base=2)),
        distance_unit="Jensen-Shannon",
    )


def _pooled(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Put the categories together of which too few rows are expected on either side."""
    expected = stats.contingency.expected_freq(table)
    rare = (expected < FEWEST_EXPECTED).any(axis=0)
    if rare.sum() < 2:
        return table
    return np.column_stack([table[:, ~rare], table[:, rare].sum(axis=1)])


def _test(table: NDArray[np.float64]) -> tuple[str, float, float]:
    if table.shape[1] < 2:
        return "the same category everywhere", 0.0, 1.0
    if table.shape[1] == 2:
        return "Fisher's exact", 0.0, float(stats.fisher_exact(table.astype(np.int64)).pvalue)
    found = stats.chi2_contingency(table, correction=False)
    return "chi-square", float(found.statistic), float(found.pvalue)


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Adjust for having asked many questions: Benjamini and Hochberg's false discovery rate."""
    if not p_values:
        return []
    return [float(value) for value in stats.false_discovery_control(list(p_values), method="bh")]
