"""Which classes an environment has: one file each, and each belongs somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

import config
from config.loader import ENVIRONMENTS
from config.roster_files import load_roster, rosters_of
from config.roster_reading import ROSTERS, roster_names, unreadable
from tests.config.rosters import CLASS, csv_text, problems, row, write


def demo(folder: Path, *, name: str = "ml1", **changes: str) -> Path:
    """Write the committed class under another name, with values of keys changed."""
    text = (ROSTERS / "demo.toml").read_text(encoding="utf-8")
    for key, value in changes.items():
        text = "\n".join(f"{key} = {value}" if at.startswith(f"{key} =") else at for at in text.splitlines())
    return write(folder, text, name=f"{name}.toml")


def test_two_files_of_one_class_are_one_too_many(tmp_path: Path) -> None:
    write(demo(tmp_path), csv_text())
    assert roster_names(folder=tmp_path) == ["ml1"]
    assert problems(tmp_path) == ["there are ml1.csv and ml1.toml; a class is in one file, remove the other"]


def test_an_unknown_class_lists_the_known_ones(tmp_path: Path) -> None:
    write(demo(tmp_path), csv_text(), name="ml2.csv")
    (line,) = problems(tmp_path, name="nosuch")
    assert line.endswith("there is ml1, ml2")


def test_an_environment_has_the_classes_that_name_it(tmp_path: Path) -> None:
    write(demo(tmp_path), csv_text(), name="ml2.csv")
    demo(tmp_path, name="ml3", environment='"dev"')
    assert [found.name for found in rosters_of("classroom", folder=tmp_path)] == ["ml1", "ml2"]
    assert [found.name for found in config.load("classroom", rosters=tmp_path).classes] == ["ml1", "ml2"]


def test_another_environments_broken_class_stops_nobody(tmp_path: Path) -> None:
    demo(tmp_path, seats="0")
    write(tmp_path, csv_text(row("Not A Slug")), name="ml2.csv")
    assert config.load("dev", rosters=tmp_path).classes == ()
    with pytest.raises(config.ConfigError, match="seats"):
        config.load("classroom", rosters=tmp_path)


@pytest.mark.parametrize("where", ["clasroom", ""])
def test_a_class_of_no_environment_stops_everybody(tmp_path: Path, where: str) -> None:
    write(tmp_path, csv_text().replace(CLASS["environment"], where))
    with pytest.raises(config.ConfigError, match="environment: must be one of accelerated, "):
        config.load("dev", rosters=tmp_path)


def test_no_class_has_an_environments_name_which_begins_the_names_of_its_endpoints(tmp_path: Path) -> None:
    demo(tmp_path, name="dev")
    with pytest.raises(config.ConfigError, match="name: dev is an environment"):
        config.load("classroom", rosters=tmp_path)


def test_environments_elsewhere_have_the_rosters_beside_them(tmp_path: Path) -> None:
    folder = tmp_path / "environments"
    folder.mkdir()
    write(folder, (ENVIRONMENTS / "classroom.toml").read_bytes(), name="classroom.toml")
    assert config.load("classroom", folder=folder).classes == ()
    (tmp_path / "rosters").mkdir()
    demo(tmp_path / "rosters")
    assert [found.name for found in config.load("classroom", folder=folder).classes] == ["ml1"]


def test_a_file_that_is_not_toml_says_so(tmp_path: Path) -> None:
    (line,) = problems(write(tmp_path, "seats = ", name="ml1.toml"))
    assert line.startswith("not TOML: ")
    (line,) = problems(write(tmp_path, b"\xff\xfe", name="ml1.toml"))
    assert line.startswith("not TOML: ")


def test_a_csv_of_a_thousand_is_read_row_by_row(tmp_path: Path) -> None:
    text = csv_text(*(row(f"t{number:04}") for number in range(999))).replace(",30,", ",1000,")
    found = load_roster("ml1", folder=write(tmp_path, text))
    assert [student.slug for student in found.students][-1] == "t0998"


def test_a_file_that_cannot_be_read_stops_nobody_and_is_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    demo(tmp_path)
    write(tmp_path, b"slug\xe1", name="unread1.csv")
    for name in ("dev", "classroom"):
        config.load(name, rosters=tmp_path)
    assert [one.getMessage().partition(" is ")[0] for one in caplog.records] == ["unread1.csv"]
    assert unreadable(folder=tmp_path) == ["unread1"]
    assert problems(tmp_path, name="unread1") == ["is not UTF-8; save it as `CSV UTF-8`"]
