"""Autopilot's bounds hold against one another, and settings that would compare nothing are refused."""

from typing import Any

import pytest

import config
from config.autopilot import GRACE_SECONDS, Autopilot
from tests.config.changed import broken

BOUNDS = {
    "objective": "AUC",
    "max_candidates": 10,
    "max_runtime_per_training_job_seconds": 600,
    "max_usd": 10.0,
}
ADVISED = BOUNDS | {
    "problem": "tabular",
    "mode": "beside",
    "max_candidates": 3,
    "max_runtime_seconds": 1800,
    "max_usd": 3.3,
}
TEXT = {
    "autopilot__problem": "text",
    "autopilot__text_column": "note",
    "autopilot__objective": "Accuracy",
    "autopilot__mode": "instead",
}


def changed(**changes: Any) -> list[str]:
    """Return what is wrong with dev as its comments advise, and then changed."""
    return broken("dev", autopilot={**ADVISED}, **changes)


def test_a_run_costs_every_candidate_at_its_limit_and_one_more_instance_for_the_whole_time() -> None:
    bounds = Autopilot.model_validate(BOUNDS | {"max_runtime_seconds": 1200})
    seconds = 10 * 600 + 1200 + GRACE_SECONDS
    assert bounds.worst_usd == pytest.approx(seconds / 3600 * 2.765)
    assert bounds.worst_usd == pytest.approx(5.99, abs=0.01)


def test_without_a_time_limit_the_money_is_the_time() -> None:
    bounds = Autopilot.model_validate(BOUNDS)
    assert bounds.runtime_seconds == int(10.0 / 2.765 * 3600) - GRACE_SECONDS - 6000
    assert bounds.worst_usd <= bounds.max_usd
    longer = bounds.model_copy(update={"max_runtime_seconds": bounds.runtime_seconds + 2})
    assert longer.worst_usd > longer.max_usd


def test_a_text_problem_is_paid_by_its_own_price() -> None:
    table, text = (
        Autopilot.model_validate(BOUNDS | {"max_runtime_seconds": 1200, "problem": problem})
        for problem in ("tabular", "text")
    )
    assert (table.assumed_type, text.assumed_type) == ("ml.m5.12xlarge", "ml.g5.xlarge")
    assert text.worst_usd == pytest.approx(table.worst_usd * 1.41 / 2.765)


def test_the_loop_ends_after_the_job_should_have() -> None:
    bounds = Autopilot.model_validate(BOUNDS | {"max_runtime_seconds": 1201, "poll_seconds": 60})
    assert bounds.most_polls == 31
    assert bounds.most_polls * 60 >= 1201 + GRACE_SECONDS


def test_committed_bounds_are_affordable() -> None:
    found = [one.autopilot for one in config.load_all() if one.autopilot]
    assert len(found) == 2
    assert all(one.worst_usd <= one.max_usd for one in found)


@pytest.mark.parametrize(
    ("changes", "path", "words"),
    [
        ({"autopilot__max_usd": 3.0}, "autopilot.max_usd", "raise it to 3.23"),
        (
            {"autopilot__max_usd": 1.0, "autopilot__max_runtime_seconds": None},
            "autopilot.max_usd",
            "pays for no time",
        ),
        ({"autopilot__max_runtime_seconds": 500}, "autopilot.max_runtime_seconds", "before one training job"),
        ({"autopilot__poll_seconds": 1}, "autopilot.poll_seconds", "set it to 2 or more"),
        ({"autopilot__objective": "R2"}, "autopilot.objective", "take AUC, Accuracy, F1macro"),
        ({"autopilot__objective": "F1"}, "autopilot.objective", "Input should be"),
        ({"autopilot__text_column": "note"}, "autopilot.text_column", "is for problem = text"),
        (TEXT | {"autopilot__text_column": None}, "autopilot.text_column", "needs the column"),
        (TEXT | {"autopilot__mode": "beside"}, "autopilot.mode", "reads no text"),
        (TEXT | {"autopilot__objective": "AUC"}, "autopilot.objective", "by Accuracy, not AUC"),
        (
            {"autopilot__mode": "instead", "training__schedule": "rate(1 day)"},
            "training.schedule",
            "puts aside",
        ),
        ({"image": "prebuilt"}, "autopilot", "set image to own"),
    ],
)
def test_an_impossible_pair_is_refused_with_its_path(changes: dict[str, Any], path: str, words: str) -> None:
    lines = [line for line in changed(**changes) if line.startswith(f"{path}:")]
    assert len(lines) == 1, changed(**changes)
    assert words in lines[0]


@pytest.mark.parametrize(
    "changes",
    [{}, TEXT, {"autopilot__mode": "instead"}, {"region": "ap-southeast-1"}],
)
def test_what_works_is_accepted(changes: dict[str, Any]) -> None:
    assert changed(**changes) == []


def test_the_advised_amount_is_enough() -> None:
    (line,) = changed(autopilot__max_usd=1.0)
    advised = float(line.partition("raise it to ")[2].partition(",")[0])
    assert changed(autopilot__max_usd=advised) == []
