"""Histories and labels are read as they are: no column goes missing, no identifier loses its zeros."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

import join as step
from feature_store.group import Group
from feature_store.history import from_folder
from feature_store.point_in_time import Source

GROUP = Group(
    name="g",
    identifier="PersonId",
    event_time="At",
    types={"PersonId": "String", "At": "String", "Age": "Integral"},
)
SYSTEM = {
    "api_invocation_time": datetime(2026, 1, 2, tzinfo=UTC),
    "write_time": datetime(2026, 1, 2, tzinfo=UTC),
    "is_deleted": False,
}
RECORD = {"personid": "007", "at": "2026-01-01T00:00:00Z", "age": 41}


def stored(folder: Path, **row: object) -> Path:
    pl.DataFrame([row]).write_parquet(folder / "part.parquet")
    return folder


def test_a_table_in_lower_case_has_the_features_all_the_same(tmp_path: Path) -> None:
    (row,) = from_folder(stored(tmp_path, **RECORD, **SYSTEM), GROUP).to_dicts()
    assert (row["PersonId"], row["At"], row["Age"]) == ("007", "2026-01-01T00:00:00Z", 41)


def test_a_feature_that_no_record_has_is_null(tmp_path: Path) -> None:
    without = {name: value for name, value in RECORD.items() if name != "age"}
    (row,) = from_folder(stored(tmp_path, **without, **SYSTEM), GROUP).to_dicts()
    assert row["Age"] is None


@pytest.mark.parametrize("lost", ["personid", "at", "is_deleted", "write_time"])
def test_a_history_that_does_not_say_whose_or_when_is_no_history(tmp_path: Path, lost: str) -> None:
    row = {name: value for name, value in (RECORD | SYSTEM).items() if name != lost}
    with pytest.raises(LookupError, match="the history of g has no column"):
        from_folder(stored(tmp_path, **row), GROUP)


def test_an_identifier_with_leading_zeros_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = tmp_path / "processing"
    (base / "input/labels").mkdir(parents=True)
    (base / "input/labels/labels.csv").write_text("who,when\n007,2026-02-01T00:00:00Z\n")
    history = from_folder(stored(tmp_path, **RECORD, **SYSTEM), GROUP)
    monkeypatch.setattr(
        step, "_source", lambda asked: Source(group=GROUP, history=history, entity=asked.entity)
    )
    monkeypatch.setenv("SAGEMAKER_BASE_DIR", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["join.py", "--source", "m=g:who", "--time", "when"])
    assert step.main() == 0
    assert (base / "joined/joined.csv").read_text().splitlines()[1] == "007,2026-02-01T00:00:00Z,41"
