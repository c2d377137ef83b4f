"""The arithmetic of the bench of a class's synthesis; its figures: tests/stacks/classes/test_size.py."""

import json
from dataclasses import asdict, replace

import pytest

from bench import classes
from bench.class_synthesis import Measured, of_students, slug

SMALL = Measured(
    students=100,
    seconds=20.0,
    cpu_seconds=15.0,
    peak_bytes=800_000_000,
    stacks=19,
    most_resources=153,
    most_bytes=130_000,
    finding_free=True,
)
LARGE = replace(SMALL, students=1_000, cpu_seconds=60.0, peak_bytes=1_000_000_000)


def test_the_ratio_is_of_one_students_time() -> None:
    assert classes.growth(SMALL, LARGE) == pytest.approx(0.4)
    assert classes.marginal(SMALL, LARGE) == pytest.approx(0.05)
    assert "0.40 times; one student more: 50 ms" in classes.table(SMALL, LARGE)


def test_within_all_bounds_nothing_is_broken() -> None:
    assert classes.broken(SMALL, LARGE) == []


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"cpu_seconds": 451.0}, "growth"),
        ({"peak_bytes": 3 * 10**9 + 1}, "memory"),
        ({"most_resources": 401}, "resources"),
        ({"most_bytes": 700_001}, "bytes"),
    ],
)
def test_one_figure_above_its_bound_is_named(changed: dict[str, int], named: str) -> None:
    (line,) = classes.broken(SMALL, replace(LARGE, **changed))
    assert line.startswith(f"{named}: ")


def test_the_last_line_is_the_measurement() -> None:
    assert classes.read(f"a warning of the CDK\n{json.dumps(asdict(LARGE))}\n") == LARGE


def test_a_student_more_leaves_the_others_as_they_are() -> None:
    few, more = (of_students([slug(n) for n in range(1, most)], seats=20).classes[0] for most in (9, 10))
    assert more.students[:-1] == few.students
    assert set(more.services) == {"canvas", "training", "endpoints", "bedrock"}
