"""Approval by policy: what is approved, what is rejected, and what is left to a person."""

import math

import pytest

from model_lifecycle.package import Score
from model_lifecycle.policy import decide

NONE = None
CASES = {
    "good, and nothing serves yet": (0.95, NONE, "Approved", "no version"),
    "too low, and nothing serves yet": (0.89, NONE, "Rejected", "below minimum_score 0.9"),
    "exactly the minimum": (0.90, NONE, "Approved", "reaches"),
    "better than production": (0.98, 0.95, "Approved", "0.95"),
    "as much worse as is allowed": (0.94, 0.95, "Approved", "0.95"),
    "a hair worse than is allowed": (0.9399, 0.95, "Rejected", "at_most_worse_by is 0.01"),
    "good enough, much worse than production": (0.91, 0.99, "Rejected", "0.08 worse"),
    "no number": (math.nan, 0.95, "Rejected", "no number"),
    "endless": (math.inf, 0.95, "Rejected", "no number"),
    "production has no number": (0.95, math.nan, "undecided", "nan"),
    "below the minimum, though production is lower": (0.85, 0.80, "Rejected", "below"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_version_is_judged_by_its_score_and_by_what_serves(case: str) -> None:
    score, production, answer, told = CASES[case]
    decision = decide(
        Score(name="roc_auc", value=score),
        production=None if production is None else Score(name="roc_auc", value=production),
        minimum_score=0.9,
        at_most_worse_by=0.01,
    )
    assert decision.answer == answer, decision.why
    assert told in decision.why


def test_scores_of_different_metrics_are_not_compared_but_left_to_a_person() -> None:
    decision = decide(
        Score(name="roc_auc", value=0.99),
        production=Score(name="accuracy", value=0.5),
        minimum_score=0.9,
        at_most_worse_by=0.01,
    )
    assert decision.answer == "undecided"
    assert "accuracy" in decision.why


def test_another_metric_does_not_excuse_a_score_below_the_minimum() -> None:
    decision = decide(
        Score(name="roc_auc", value=0.5),
        production=Score(name="accuracy", value=0.5),
        minimum_score=0.9,
        at_most_worse_by=0.01,
    )
    assert decision.answer == "Rejected"
