"""A sandbox with everything in it goes, with an export first; nobody else's things are touched."""

from tests.lambda_.sandbox_teardown.account import Account, box
from tests.lambda_.sandbox_teardown.leftovers import fill

AN, NEIGHBOURS = box("an"), (box("binh"), box("anh"))
"""The name of one of them begins as hers does."""


def test_nothing_of_forty_kinds_is_left_and_the_neighbours_are_as_they_were(account: Account) -> None:
    kinds = fill(account, AN)
    for neighbour in NEIGHBOURS:
        fill(account, neighbour)
    account.ask("export", NEIGHBOURS[0].slug)
    names = [neighbour.name for neighbour in NEIGHBOURS]
    before = account.everything_of(*names)
    assert kinds >= 40
    assert all(before.values())
    assert account.tear_down("an"), account.report("an")
    report = account.report("an")
    assert report["left"] == []
    assert account.everything_of(*names) == before
