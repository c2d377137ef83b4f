"""`lab2api train`: what a person with a CSV is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.__main__ import app
from cli.requests import example_instance
from cli.train import default_name

ROOT = Path(__file__).resolve().parents[2]
STARTER = ROOT / "model_code" / "starter" / "breast-cancer"


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("Diabetes 2026.csv", "diabetes-2026"),
        ("42.csv", "model-42"),
        ("Dữ liệu.csv", "d-li-u"),
        ("a" * 60, "a" * 31),
    ],
)
def test_a_file_name_becomes_a_name_the_api_accepts(file: str, name: str) -> None:
    assert default_name(Path(file)) == name


def test_a_missing_column_is_answered_with_the_columns_there_are(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("age,height\n1,2\n")
    said = CliRunner().invoke(app, ["train", "--csv", str(tmp_path / "data.csv"), "--target", "weight"])
    assert said.exit_code == 1
    assert "no column 'weight'" in said.stderr
    assert "age, height" in said.stderr


def test_a_name_the_api_would_refuse_is_refused_before_training(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("age\n1\n")
    asked = ["train", "--csv", str(tmp_path / "data.csv"), "--target", "age", "--name", "My Model"]
    said = CliRunner().invoke(app, asked)
    assert said.exit_code == 1
    assert "'My Model' is not a model name" in said.stderr


def test_data_that_cannot_be_learned_ends_with_the_reason_of_the_training_job(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("age,kind\n" + "1,a\n" * 30)
    asked = ["train", "--csv", str(tmp_path / "data.csv"), "--target", "kind", "--out", str(tmp_path / "out")]
    said = CliRunner().invoke(app, asked)
    assert said.exit_code == 1
    assert "kind" in said.stderr
    assert "Traceback" not in said.stderr


def test_an_example_row_has_every_feature_of_the_card() -> None:
    card = json.loads((STARTER / "card.json").read_text())
    assert list(example_instance(card)) == [feature["name"] for feature in card["features"]]


def test_an_example_row_of_a_model_of_texts_is_a_text() -> None:
    card = json.loads((STARTER.parent / "reviews" / "card.json").read_text())
    ((name, value),) = example_instance(card).items()
    assert name == "text"
    assert isinstance(value, str)
