"""A plan says what falls away before anybody deploys, and says nothing where nothing does."""

import config
from cli.classes.fallen import falls_away
from config.account_losses import LOSSES


def test_a_plan_has_a_line_for_each_loss() -> None:
    lines = falls_away(config.load("closed"))
    assert [line.partition(": ")[0] for line in lines] == [loss.key for loss in LOSSES]
    assert not [line for line in lines if "{account" in line]


def test_a_class_with_roles_loses_nothing() -> None:
    assert falls_away(config.load("classroom")) == ()
