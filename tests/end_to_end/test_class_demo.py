"""A class of three with the real command: keys, a door, a runaway that is frozen, a teardown with proof."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.end_to_end.classroom import Classroom

pytestmark = pytest.mark.e2e

STEPS = [
    *("leases", "keys", "door", "work"),
    *("runaway", "frozen", "others", "unfreeze"),
    *("teardown", "residue", "untouched"),
]
Story = dict[str, Any]


@pytest.fixture
def told(classroom: Classroom) -> Story:
    """What the command printed."""
    return classroom.told


def step(told: Story, name: str) -> Story:
    (found,) = (each for each in told["steps"] if each["name"] == name)
    return dict(found)


def test_every_step_is_seen_in_its_order(told: Story) -> None:
    assert [each["name"] for each in told["steps"]] == STEPS
    assert {each["state"] for each in told["steps"]} == {"seen"}
    assert told["failure"] == ""


def test_the_runaway_is_frozen_by_what_was_metered_and_nobody_else_notices(told: Story) -> None:
    runaway, frozen, others = (step(told, name)["evidence"] for name in ("runaway", "frozen", "others"))
    spent, budget = map(float, re.findall(r"\d+\.\d+", frozen["spent"]))
    assert budget <= spent < 20.0, "over the budget, by what the loop asked until it was refused"
    assert "ai/translate" in frozen["metered"]
    assert frozen["running"] == 0
    assert "Freeze" in frozen["role"]
    answered, asked = map(int, re.findall(r"\d+", runaway["an meanwhile"])[:2])
    assert answered == asked > 0
    assert {name: said.partition(",")[0] for name, said in others.items()} == {
        "demo-an": "active",
        "demo-binh": "frozen",
        "demo-chi": "active",
    }


def test_who_is_torn_down_leaves_the_export_and_nothing_else(told: Story) -> None:
    residue = step(told, "residue")["evidence"]
    assert residue["left"] == 0
    assert "work/lesson-1.md" in residue["exported"]
    assert step(told, "teardown")["evidence"]["lease"].startswith("ended")


def test_the_rest_is_untouched(told: Story) -> None:
    untouched = step(told, "untouched")["evidence"]
    assert set(untouched) == {"demo-an", "demo-binh"}
    assert all(int(said.split()[0]) >= 10 for said in untouched.values())


def test_no_secret_is_in_what_is_printed(told: Story) -> None:
    text = json.dumps(told, ensure_ascii=False)
    assert "token=…" in text
    assert not re.search(r"token=[A-Za-z0-9_-]{8,}", text)
