"""Steps are timed, failures are told, waits are bounded."""

from __future__ import annotations

import pytest

from cli.lifecycle import waiting
from cli.lifecycle.story import Story, Waiting
from cli.lifecycle.waiting import StepFailedError, wait_for


def test_a_step_that_ends_is_seen_and_each_change_is_shown() -> None:
    shown: list[str] = []
    story = Story()
    story.watched_by(lambda: shown.append(story.steps[-1].state))
    with story.step("data", "New data lands") as step:
        step.happened = "800 rows"
    assert shown == ["waiting", "seen"]
    assert story.steps[0].as_json()["happened"] == "800 rows"


def test_a_failure_is_in_the_table_and_ends_the_story() -> None:
    story = Story()
    with pytest.raises(StepFailedError), story.step("data", "New data lands"):
        raise StepFailedError("no data")
    assert (story.steps[0].state, story.steps[0].happened) == ("failed", "no data")


def test_an_interruption_is_in_the_table_too() -> None:
    story = Story()
    with pytest.raises(KeyboardInterrupt), story.step("data", "New data lands"):
        raise KeyboardInterrupt
    assert (story.steps[0].state, story.steps[0].happened) == ("failed", "interrupted")


def test_a_wait_shows_how_far_it_has_come_and_then_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting.time, "sleep", lambda seconds: None)
    story, seen = Story(), list[Waiting | None]()
    story.watched_by(lambda: seen.append(story.waiting))
    answers = iter([None, None, "there"])
    found = story.wait(lambda: next(answers), what="it comes", limit_seconds=9, expected_seconds=2)
    assert found == "there"
    assert [each.what for each in seen if each] == ["it comes", "it comes"]
    assert story.waiting is None


def test_a_wait_ends_with_what_did_not_come() -> None:
    with pytest.raises(StepFailedError, match="it comes: nothing within 0 s"):
        wait_for(lambda: None, what="it comes", limit_seconds=0, poll_seconds=0.01)


def test_something_false_is_found_all_the_same() -> None:
    assert wait_for(list, what="an empty list", limit_seconds=0) == []
