"""Rows of the same origin raise no alarm, and rows of another one do, whatever the column and the number."""

import numpy as np
import pytest

from drift_report.comparing import adjusted, categories, numbers
from tests.model_code.drifting import SETTINGS, compared, drawn

RUNS = 200


def test_of_200_runs_on_the_same_distribution_at_most_two_see_any_drift() -> None:
    random = np.random.default_rng(1)
    results = [compared(drawn(random, 300), drawn(random, 300)) for _ in range(RUNS)]
    seen = sum(any(column.drifted for column in result.features) for result in results)
    alarms = sum(result.verdict == "drifted" for result in results)
    print(f"{seen} of {RUNS} runs saw a drifted feature, {alarms} an alarm")
    assert seen <= 2
    assert alarms <= 2


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"shift": 1.0}, "age"),
        ({"gaps": 0.5}, "size"),
        ({"colours": (0.1, 0.2, 0.7)}, "colour"),
        ({"colours": (1.0, 0.0, 0.0)}, "colour"),
        ({"yes": 1.0}, "predicted kind"),
        ({"yes": 0.7}, "predicted kind"),
    ],
)
def test_one_column_that_moves_is_found_and_no_other(changes: dict[str, float], column: str) -> None:
    random = np.random.default_rng(2)
    for _ in range(20):
        result = compared(drawn(random, 400), drawn(random, 400, **changes))  # type: ignore[arg-type]
        assert result.prediction is not None
        found = [each.name for each in (*result.features, result.prediction) if each.drifted]
        assert found == [column]


def test_many_rows_do_not_make_a_small_difference_drift() -> None:
    random = np.random.default_rng(3)
    result = compared(drawn(random, 5_000), drawn(random, 10_000, shift=0.15))
    age = result.features[0]
    assert age.p_value < SETTINGS.p_value
    assert age.effect < SETTINGS.effect_size
    assert not age.drifted


def test_few_rows_do_not_make_a_difference_by_chance_drift() -> None:
    random = np.random.default_rng(4)
    settings = SETTINGS.model_copy(update={"minimum_rows": 20})
    drifted = [
        any(each.drifted for each in compared(drawn(random, 30), drawn(random, 20), settings).features)
        for _ in range(RUNS)
    ]
    assert sum(drifted) <= 4


def test_too_few_rows_say_so_and_measure_nothing() -> None:
    random = np.random.default_rng(5)
    result = compared(drawn(random, 300), drawn(random, 99, shift=9))
    assert (result.verdict, result.drifted_share, result.features) == ("too few rows", None, ())
    assert "99 rows" in result.why


def test_a_version_without_reference_says_so_and_measures_nothing() -> None:
    result = compared([], drawn(np.random.default_rng(6), 300))
    assert (result.verdict, result.drifted_share) == ("no reference", None)


def test_the_share_is_of_the_features_and_the_verdict_follows_its_threshold() -> None:
    random = np.random.default_rng(7)
    before, today = drawn(random, 400), drawn(random, 400, shift=2)
    assert (compared(before, today).verdict, compared(before, today).drifted_share) == ("drifted", 0.333333)
    strict = SETTINGS.model_copy(update={"drifted_share": 0.5})
    assert compared(before, today, strict).verdict == "stable"


def test_a_column_that_is_the_same_everywhere_or_all_gaps_is_compared_without_an_error() -> None:
    random = np.random.default_rng(8)
    result = compared(drawn(random, 200, gaps=1.0), drawn(random, 200, gaps=1.0))
    size = result.features[1]
    assert (size.p_value, size.effect, size.missing, size.drifted) == (1.0, 0.0, 1.0, False)
    appeared = compared(drawn(random, 200, gaps=1.0), drawn(random, 200, gaps=0.0)).features[1]
    assert appeared.drifted


def test_shares_outside_the_cards_range_are_counted() -> None:
    random = np.random.default_rng(9)
    age = compared(drawn(random, 300), drawn(random, 300, shift=100)).features[0]
    assert age.out_of_range == 1.0


def test_effects_are_the_largest_difference_of_shares_for_numbers_and_words_alike() -> None:
    assert numbers(np.arange(10.0), np.arange(10.0) + 5).effect == pytest.approx(0.5)
    assert categories(["a"] * 5 + ["b"] * 5, ["a"] * 10).effect == pytest.approx(0.5)
    assert categories(["a"] * 9, ["b"] * 9).distance == pytest.approx(1.0)


def test_asking_more_questions_makes_each_answer_weaker() -> None:
    assert adjusted([0.01, *[0.9] * 9])[0] == pytest.approx(0.1)
    assert adjusted([]) == []
