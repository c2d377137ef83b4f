"""A class in one file: what cannot be is refused, and nobody's name is repeated while doing so."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from config.errors import problems
from config.roster import Roster
from config.roster_files import load_roster
from config.roster_reading import ROSTERS, roster_names
from tests.config import rosters
from tests.config.rosters import roster, write


def broken(**changes: Any) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        roster(**changes)
    return problems(caught.value)


def test_every_committed_class_loads() -> None:
    assert "demo" in roster_names()
    assert [load_roster(name).name for name in roster_names()] == roster_names()


@pytest.mark.parametrize(
    "slug",
    ["Nguyen", "nguyen van an", "an@x.vn", "Ân", "s-1", "1s", "s", "s" * 17, "", "instructor", "s01\n"],
)
def test_a_slug_that_is_not_made_up_is_refused_and_not_repeated(slug: str) -> None:
    (line,) = broken(students=[{"slug": slug}])
    assert line.startswith("students.0.slug: ")
    assert not slug.strip() or len(slug) == 1 or slug not in line


def test_an_address_and_a_name_have_a_hint_of_their_own() -> None:
    (address,) = broken(students=[{"slug": "an@x.vn"}])
    (name,) = broken(students=[{"slug": "Nguyễn An"}])
    assert "e-mail address" in address
    assert "looks like a person's name" in name
    assert "such as s01" in address
    assert "such as s01" in name


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"time_zone": "Asia"}, "time_zone"),
        ({"time_zone": "asia/hanoi"}, "time_zone"),
        ({"time_zone": "../UTC"}, "time_zone"),
        ({"time_zone": "localtime"}, "time_zone"),
        ({"end": "2026-09-06"}, "end"),
        ({"end": "9999-12-31"}, "end"),
        ({"seats": 0}, "seats"),
        ({"seats": 5_001}, "seats"),
        ({"budget_usd": 0}, "budget_usd"),
        ({"warn_at": 1}, "warn_at"),
        ({"course": "ask an@x.vn"}, "course"),
        ({"services": ["textract"]}, "services.0"),
        ({"instance_types": []}, "instance_types"),
        ({"students": []}, "students"),
        ({"students": [{"slug": "s01", "name": "x"}]}, "students.0.name"),
        ({"students": [{"slug": "s01", "group": "-a"}]}, "students.0.group"),
        ({"students": [{"slug": "s01"}, {"slug": "s01"}]}, "students"),
        ({"hours": {"days": ["mon"], "begin": "20:00", "end": "07:00"}}, "hours"),
        ({"hours": {"days": ["mon", "mon"], "begin": "07:00", "end": "20:00"}}, "hours"),
        ({"hours": {"days": ["mon"], "begin": "07:00Z", "end": "20:00Z"}}, "hours"),
        ({"accounts": {"organizational_units": ["ou-x"]}}, "accounts.organizational_units.0"),
    ],
)
def test_what_cannot_be_is_refused_with_its_key(changes: dict[str, Any], path: str) -> None:
    assert [line.partition(":")[0] for line in broken(**changes)] == [path]


def test_a_missing_key_is_to_be_copied_from_a_roster(tmp_path: Path) -> None:
    text = (ROSTERS / "demo.toml").read_text(encoding="utf-8").replace("seats =", "# seats =")
    assert rosters.problems(write(tmp_path, text, name="ml1.toml")) == [
        "seats: is missing; copy the line from config/rosters/demo.toml"
    ]


def test_a_class_is_called_as_its_file(tmp_path: Path) -> None:
    text = (ROSTERS / "demo.toml").read_text(encoding="utf-8")
    (line,) = rosters.problems(write(tmp_path, f'name = "other"\n{text}', name="ml1.toml"))
    assert line.startswith("name: ")
    (line,) = rosters.problems(write(tmp_path, text, name="ML-1.toml"), name="ML-1")
    assert line.startswith("name: ")


@pytest.mark.parametrize("name", ["lab2api", "sagemaker", "pipelines"])
def test_no_class_is_called_as_what_is_not_its_own_begins(name: str) -> None:
    (line,) = broken(name=name)
    assert line.startswith("name: is how names of the platform or of AWS begin")


def test_a_refusal_names_nobody_even_in_its_traceback(tmp_path: Path) -> None:
    text = (ROSTERS / "demo.toml").read_text(encoding="utf-8").replace('"binh"', '"Le.Thi.Binh@x.vn"')
    try:
        load_roster("ml1", folder=write(tmp_path, text, name="ml1.toml"))
    except ValueError as error:
        said = "".join(traceback.format_exception(error))
    assert "students.1.slug" in said
    assert "Thi" not in said


def test_a_budget_is_the_students_or_the_classs() -> None:
    found = roster(students=[{"slug": "s01", "budget_usd": 7}, {"slug": "s02"}])
    assert [found.budget_of(student) for student in found.students] == [7, 5]


def test_a_class_of_five_thousand_is_one() -> None:
    found: Roster = roster(*(f"s{number:04}" for number in range(5_000)), seats=5_000)
    assert len(found.students) == 5_000
