"""A teardown that AWS lets not delete one thing: it says so, ends red, and once it may it ends clean."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from cli.classes.demo.belongings import Belongings, belongings
from tests.end_to_end.classroom import Classroom
from tests.end_to_end.obstacles import denied, hurried

pytestmark = pytest.mark.e2e

SLUG, NEIGHBOUR = "binh", "an"
MODEL = f"demo-{SLUG}-model"


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How the command ended, how its execution did, and what was there then."""

    returncode: int
    printed: dict[str, Any]
    execution: dict[str, Any]
    report: dict[str, Any]
    left: Belongings
    neighbour: Belongings


@dataclass(frozen=True, kw_only=True)
class Twice:
    """With the obstacle and without; `before` is what the neighbour had."""

    before: Belongings
    held_up: Ended
    again: Ended


@pytest.fixture(scope="module")
def twice(classroom: Classroom) -> Twice:
    """Tear one student down twice: first the role of what wipes is denied the deletion of a model."""
    scene = classroom.scene
    assert f"model {MODEL}" in belongings(scene, SLUG)
    before = belongings(scene, NEIGHBOUR)
    with hurried(classroom):
        with denied(scene, action="sagemaker:DeleteModel"):
            held_up = torn_down(classroom)
        return Twice(before=before, held_up=held_up, again=torn_down(classroom))


def torn_down(classroom: Classroom) -> Ended:
    """Run the command for the student, and look."""
    ran = classroom.run("class", "teardown", "demo", "--student", SLUG, "--yes", "--json")
    assert ran.stdout, ran.stderr[-3000:]
    printed, scene = json.loads(ran.stdout), classroom.scene
    client = scene.target.client
    key = f"demo/{SLUG}/report.json"
    report = client("s3").get_object(Bucket=scene.outputs["ExportsBucketName"], Key=key)["Body"].read()
    return Ended(
        returncode=ran.returncode,
        printed=printed,
        execution=client("stepfunctions").describe_execution(executionArn=printed["execution"]),
        report=json.loads(report),
        left=belongings(scene, SLUG),
        neighbour=belongings(scene, NEIGHBOUR),
    )


def test_a_teardown_that_is_held_up_ends_red_and_names_what_is_left(twice: Twice) -> None:
    held_up = twice.held_up
    assert held_up.returncode == 1
    assert held_up.printed["clean"] is False
    (open_,) = held_up.printed["open"]
    assert open_.startswith(f"{SLUG}: ") and MODEL in open_
    assert (held_up.execution["status"], held_up.execution["error"]) == ("FAILED", "NotClean")


def test_the_report_says_what_is_left_and_why(twice: Twice) -> None:
    report = twice.held_up.report
    assert [one for one in report["left"] if MODEL in one]
    assert "AccessDenied" in report["refused"][f"model {MODEL}"]
    assert report["exported"]["objects"] == 1


def test_its_role_lets_it_look_for_everything_and_refuses_nothing_else(twice: Twice) -> None:
    """Strict: a list that is denied would be a kind that nobody wipes."""
    assert [label for label in twice.held_up.report["refused"] if MODEL not in label] == []
    assert twice.again.report["refused"] == {}


def test_nothing_else_of_the_student_is_left_meanwhile(twice: Twice) -> None:
    assert {name for name in twice.held_up.left if MODEL not in name} == set()
    assert f"model {MODEL}" in twice.held_up.left


def test_started_again_without_the_obstacle_it_ends_clean(twice: Twice) -> None:
    again = twice.again
    assert (again.returncode, again.printed["clean"], again.printed["open"]) == (0, True, [])
    assert again.execution["status"] == "SUCCEEDED"
    assert (again.report["left"], again.left) == ([], {})


def test_a_neighbour_is_as_before_all_the_while(twice: Twice) -> None:
    assert len(twice.before) >= 10
    assert twice.held_up.neighbour == twice.before
    assert twice.again.neighbour == twice.before
