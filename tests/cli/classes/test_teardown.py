"""`lab2api class teardown`: asks first, ends with 1 if anything is left, and then leaves the stacks alone."""

import json
import sys
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import WaiterError
from typer.testing import CliRunner

from cli.classes import teardown
from cli.classes.command import app
from cli.classes.tearing import Outcome, Removed, Teardown

CLEAN = Outcome(
    clean=True, students=3, ended=3, open=(), report="s3://x/demo/report.json", execution="arn", said="3 of 3"
)
RED = Outcome(
    clean=False,
    students=3,
    ended=2,
    open=("chi: 1 left: model x",),
    report="s3://x/demo/report.json",
    execution="arn",
    said="FAILED: 2 of 3",
)


class Table:
    """A ledger with one lease: of who left the roster."""

    def get_item(self, **asked: Any) -> dict[str, Any]:
        lease = {
            "class_name": "demo",
            "slug": "left",
            "sandbox": "demo-left",
            "budget_usd": Decimal(1),
            "warn_at": Decimal("0.8"),
            "ends": "2035-06-30T17:00:00+00:00",
            "api_key_id": "k",
        }
        return {"Item": lease} if asked["Key"]["Item"] == "lease#left" else {}


class Here:
    """A teardown that ends as it is told."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome, self.asked, self.removed = outcome, list[list[str]](), 0
        self.empty_handed = EMPTY_HANDED
        self.stacks = Removed(deleted=("Classroom-Class-demo-Cohort-001",))

    def run(self, slugs: list[str], *, told: Callable[[Counter[str]], None]) -> Outcome:
        told(Counter(wiping=3))
        self.asked.append(slugs)
        return self.outcome

    def plan(self, slug: str) -> dict[str, Any]:
        wiped = {"made": {"model": [f"demo-{slug}-m"]}, "spaces": {"space": [f"demo-{slug}-lab"]}}
        exported = {"objects": 0 if slug in self.empty_handed else 2, "bytes": 1234}
        return {"slug": slug, "sandbox": f"demo-{slug}", "exported": exported, "wiped": wiped}

    def plans(self, slugs: list[str]) -> list[dict[str, Any]]:
        return [self.plan(slug) for slug in slugs]

    def remove_stacks(self) -> Removed:
        self.removed += 1
        return self.stacks


EMPTY_HANDED: set[str] = set()


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Any, Here]]:
    def run(outcome: Outcome, *arguments: str, says: str = "") -> tuple[Any, Here]:
        here = Here(outcome)
        monkeypatch.setattr(teardown, "of_environment", lambda _: None)
        monkeypatch.setattr(teardown, "ledger", lambda *_: Table())
        monkeypatch.setattr(teardown, "of_class", lambda *_: here)
        return CliRunner().invoke(app, ["teardown", "demo", *arguments], input=says), here

    return run


def test_it_asks_before_it_wipes(play: Any) -> None:
    result, here = play(CLEAN, says="n\n")
    assert result.exit_code == 1
    assert "all 3 students" in result.output
    assert here.asked == []


def test_a_disk_without_anything_handed_in_is_wiped_only_by_a_word(
    play: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[__name__], "EMPTY_HANDED", {"binh"})
    result, here = play(CLEAN, "--yes")
    assert (result.exit_code, here.asked) == (1, [])
    assert "binh: a space with a disk" in " ".join(result.output.split())
    result, here = play(CLEAN, "--yes", "--without-work")
    assert (result.exit_code, here.asked) == (0, [[]])


def test_a_clean_class_leaves_no_stacks_of_students(play: Any) -> None:
    result, here = play(CLEAN, "--yes", "--json")
    assert (result.exit_code, here.removed, here.asked) == (0, 1, [[]])
    assert json.loads(result.stdout)["stacks_deleted"] == ["Classroom-Class-demo-Cohort-001"]


def test_anything_left_ends_with_1_and_keeps_the_stacks(play: Any) -> None:
    result, here = play(RED, "--yes", "--json")
    assert (result.exit_code, here.removed) == (1, 0)
    assert json.loads(result.stdout)["open"] == ["chi: 1 left: model x"]


def test_one_students_end_leaves_the_stacks(play: Any) -> None:
    result, here = play(CLEAN, "--student", "an", "--yes", "--json")
    assert (result.exit_code, here.removed, here.asked) == (0, 0, [["an"]])


def test_a_student_who_is_not_there_is_refused_before_anything_is_asked_of_aws(play: Any) -> None:
    result, here = play(CLEAN, "--student", "nobody", "--yes")
    assert result.exit_code == 1
    assert here.asked == []


def test_a_dry_run_wipes_nothing(play: Any) -> None:
    result, here = play(CLEAN, "--dry-run", "--json")
    assert result.exit_code == 0
    assert [plan["slug"] for plan in json.loads(result.stdout)] == ["an", "binh", "chi"]
    assert (here.asked, here.removed) == ([], 0)


def test_who_left_the_roster_with_a_lease_is_within_reach(play: Any) -> None:
    result, here = play(CLEAN, "--student", "left", "--yes", "--json")
    assert (result.exit_code, here.asked) == (0, [["left"]])


def test_a_dry_run_says_what_would_be_exported(play: Any) -> None:
    result, _ = play(CLEAN, "--dry-run")
    assert "2 objects, 1,234 bytes" in result.stdout


def test_a_stack_that_stays_is_named_with_its_reason_and_ends_with_1(
    play: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stays = Removed(failed={"Classroom-Class-demo-Cohort-002": "Role cannot be deleted"})
    monkeypatch.setattr(Here, "remove_stacks", lambda _: stays)
    result, _ = play(CLEAN, "--yes")
    assert result.exit_code == 1
    assert "Cohort-002 is not deleted: Role cannot be deleted" in " ".join(result.output.split())


def test_the_reason_is_what_cloudformation_says_of_the_stack() -> None:
    class Failing:
        def get_waiter(self, _: str) -> "Failing":
            return self

        def wait(self, **_: Any) -> None:
            stack = {"StackStatus": "DELETE_FAILED", "StackStatusReason": "Role cannot be deleted"}
            answer: Any = {"Stacks": [stack]}
            raise WaiterError("StackDeleteComplete", "a terminal failure state", answer)

    here = object.__new__(Teardown)
    here._target = type("Target", (), {"local": True})()
    assert here._stays(Failing(), "a") == "Role cannot be deleted"
