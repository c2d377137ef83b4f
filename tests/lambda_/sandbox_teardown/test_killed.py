"""Killed at any step or call, and started again from the beginning, a teardown comes to the same end."""

import pytest

from stacks.constructs.teardown_definition import STAGES
from tests.lambda_.sandbox_teardown.account import Account, Killed, box
from tests.lambda_.sandbox_teardown.leftovers import exported, fill

AN, BINH = box("an"), box("binh")
WRITES, MOST_KILLS = 60, 150


@pytest.mark.parametrize("after", [False, True], ids=["before AWS has done it", "after"])
def test_killed_at_every_write_in_turn_it_still_ends_clean(account: Account, after: bool) -> None:
    """One new write a life: each starts from the beginning, and is killed at the next that none has made."""
    fill(account, AN)
    fill(account, BINH)
    before = account.everything_of(BINH.name)
    account.calls.after = after
    lives, clean = 0, None
    while clean is None and lives < MOST_KILLS:
        account.calls.lives_for = 0 if after else min(lives, 1)
        try:
            clean = account.tear_down("an")
        except Killed:
            lives += 1
    assert clean, account.report("an")
    assert lives >= WRITES
    assert account.report("an")["left"] == []
    assert account.everything_of(BINH.name) == before
    assert {"work/report.ipynb": 3, "work/data/rows.csv": 9}.items() <= exported(account, AN).items()


def test_killed_before_each_step_in_turn_it_goes_on_when_it_is_started_again(account: Account) -> None:
    fill(account, AN)
    for step in ("claim", "shut", *STAGES, "finish"):

        def dies(at: str, *, here: str = step) -> None:
            if at == here:
                raise Killed

        with pytest.raises(Killed):
            account.tear_down("an", until=dies)
    assert account.tear_down("an")
    assert account.report("an")["left"] == []
