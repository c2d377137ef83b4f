"""What a shadow is judged by: agreement with its uncertainty, latency, errors, and enough rows."""

from __future__ import annotations

from typing import Any

import pytest

from cli.shadow.captured import Prediction
from cli.shadow.comparison import Agreement, agree, interval
from cli.shadow.measured import Measured
from cli.shadow.verdict import Thresholds, judge

THRESHOLDS = Thresholds(agreement=0.95, latency_ratio=1.5, errors=0.01, rows=100, tolerance=0.1)
FAST = Measured(invocations=1000, errors=0, p50=2, p90=3, p99=10)


def said(label: str, share: float = 0.9) -> Prediction:
    other = "malignant" if label == "benign" else "benign"
    return Prediction(label=label, probabilities={label: share, other: 1 - share})


def rows(same: int, different: int) -> Agreement:
    pairs = [(said("benign"), said("benign", 0.8))] * same + [(said("benign"), said("malignant"))] * different
    return agree(pairs, tolerance=THRESHOLDS.tolerance)


def test_agreement_counts_labels_and_how_far_probabilities_are_apart() -> None:
    found = rows(9, 1)
    assert (found.rows, found.same, found.share) == (10, 9, 0.9)
    assert found.labels == {"benign → benign": 9, "benign → malignant": 1}
    assert found.mean_difference == pytest.approx((9 * 0.1 + 0.8) / 10)
    assert found.largest_difference == pytest.approx(0.8)


def test_values_are_the_same_within_a_share_of_productions_spread() -> None:
    pairs = [(Prediction(value=v), Prediction(value=v + d)) for v, d in ((0, 0.4), (10, 0.6), (20, 0))]
    assert agree(pairs, tolerance=0.05).same == 2  # the spread is 8.16, 5 % of it 0.41


@pytest.mark.parametrize(
    ("same", "rows", "low", "high"), [(100, 100, 0.963, 1.0), (950, 1000, 0.935, 0.962), (0, 0, 0.0, 1.0)]
)
def test_the_interval_is_wilsons(same: int, rows: int, low: float, high: float) -> None:
    assert interval(same, rows) == pytest.approx((low, high), abs=0.001)


@pytest.mark.parametrize(
    ("agreement", "shadow", "answer", "bad"),
    [
        (rows(1000, 0), {}, "promote", []),
        (rows(50, 0), {}, "wait", ["rows compared", "same answer"]),
        (rows(900, 100), {}, "keep", ["same answer"]),
        (rows(1000, 0), {"p99": 16.0}, "keep", ["p99 of the model's time"]),
        (rows(1000, 0), {"p99": None}, "keep", ["p99 of the model's time"]),
        (rows(1000, 0), {"errors": 20}, "keep", ["failed calls"]),
    ],
)
def test_each_threshold_can_keep_production(
    agreement: Agreement, shadow: dict[str, Any], answer: str, bad: list[str]
) -> None:
    measured = FAST.model_copy(update=shadow)
    verdict = judge(agreement, production=FAST, shadow=measured, thresholds=THRESHOLDS)
    assert verdict.answer == answer
    assert [each.what for each in verdict.findings if not each.good] == bad
