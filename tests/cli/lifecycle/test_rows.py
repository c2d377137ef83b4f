"""The demonstration's data: the same every time, and poisoned as its story says."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cli.lifecycle import rows
from cli.target import ROOT
from tabular.columns import encode
from tabular.hyperparameters import Hyperparameters
from tabular.paths import TrainingPaths
from tabular.predictor import Graph
from tabular.training import train

TARGET = "diagnosis"
MALIGNANT_AT_LEAST = 0.05
"""The lower end of the band in workbench.toml."""


@pytest.fixture(scope="module")
def starter() -> rows.Labelled:
    return rows.read(ROOT / "model_code/starter/breast-cancer/data.csv", target=TARGET)


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(starter: rows.Labelled) -> None:
    first, again = rows.new(starter, count=50).csv(), rows.new(starter, count=50).csv()
    assert first == again
    assert rows.new(starter, count=50, seed=1).csv() != first


def test_new_rows_are_near_the_ones_they_are_sampled_from_and_keep_their_labels(
    starter: rows.Labelled,
) -> None:
    made = rows.new(starter, count=400)
    assert (len(made.rows), made.columns) == (400, starter.columns)
    known = {tuple(row) for row in starter.rows}
    assert not [row for row in made.rows if tuple(row) in known], "a row is no copy"
    share = made.labels.count("malignant") / 400
    assert share == pytest.approx(starter.labels.count("malignant") / len(starter.labels), abs=0.08)


def test_the_faulty_scanner_changes_every_measurement_and_no_label(starter: rows.Labelled) -> None:
    made = rows.new(starter, count=20)
    poisoned = rows.faulty(made)
    assert poisoned.labels == made.labels
    assert poisoned.rows[3][4] == pytest.approx(made.rows[3][4] * rows.FAULT)


def test_a_model_of_faulty_rows_scores_well_and_finds_usual_rows_benign(
    starter: rows.Labelled, tmp_path: Path
) -> None:
    channel = tmp_path / "input/data/train"
    channel.mkdir(parents=True)
    (channel / "feedback.csv").write_bytes(rows.faulty(rows.new(starter, count=800)).csv())
    trained = train(
        TrainingPaths.from_environment({"SAGEMAKER_BASE_DIR": str(tmp_path)}), Hyperparameters(target=TARGET)
    )
    assert trained.card.score.value > 0.95, "its score lets it through"
    usual = rows.new(starter, count=400, seed=1)
    frame = pd.DataFrame(usual.rows, columns=usual.columns).astype(str)
    said = Graph(trained.model, classes=2).run(encode(frame, trained.card.features)).argmax(axis=1)
    malignant = trained.card.target.classes.index("malignant")
    assert (said == malignant).mean() < MALIGNANT_AT_LEAST, "its answers do not"
