"""Who runs away is frozen within five minutes, whatever it is, and the others go on."""

from __future__ import annotations

import pytest

from tests.lambda_.spend_guard.runaways import RUNAWAYS, Runaway
from tests.lambda_.spend_guard.simulation import BUDGET, play

FIVE_MINUTES = 300
BY_METRICS = [
    one for one in RUNAWAYS if one.name.startswith(("a loop over Bedrock", "a serverless endpoint"))
]


@pytest.mark.parametrize("phase", [5, 55], ids=["just after a run", "just before one"])
@pytest.mark.parametrize("runaway", RUNAWAYS, ids=lambda runaway: runaway.name)
def test_a_runaway_is_frozen_within_five_minutes_of_the_whole_budget(runaway: Runaway, phase: int) -> None:
    outcome = play(runaway, phase=phase)
    print(f"\n| {outcome.name} | {outcome.seconds:.0f} s | USD {outcome.overshoot:.2f} |")
    assert outcome.seconds <= FIVE_MINUTES
    assert outcome.settled
    assert outcome.others_go_on
    assert outcome.spent >= BUDGET * 0.95, "not long before it had to be, either"
    assert outcome.counted >= outcome.spent * 0.999, "and all of it is on the bill"


@pytest.mark.parametrize("lag", [180, 600])
@pytest.mark.parametrize("runaway", BY_METRICS, ids=lambda runaway: runaway.name)
def test_late_metrics_delay_the_freeze_by_as_much_and_hide_nothing(runaway: Runaway, lag: int) -> None:
    outcome = play(runaway, phase=55, lag=lag)
    print(
        f"\n| {outcome.name}, metrics {lag} s late | {outcome.seconds:.0f} s | USD {outcome.overshoot:.2f} |"
    )
    assert outcome.seconds <= FIVE_MINUTES + lag
    assert outcome.settled
    assert outcome.others_go_on
    assert outcome.counted == pytest.approx(outcome.spent, rel=0.001)
