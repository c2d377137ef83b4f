"""The pipeline's prepare and evaluate steps, in SageMaker's processing folders."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import evaluate as evaluate_script
import prepare as prepare_script
from tabular.card import Card
from tests.model_code.jobs import STARTER


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SAGEMAKER_BASE_DIR", str(tmp_path))
    raw = tmp_path / "processing/input/raw"
    raw.mkdir(parents=True)
    shutil.copy(STARTER / "data.csv", raw)
    return tmp_path / "processing"


def run_prepare(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["prepare.py", *arguments])
    return prepare_script.main()


def test_prepare_splits_every_row_once_and_keeps_the_class_shares(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run_prepare(monkeypatch, "--target", "diagnosis") == 0
    train, test = (pd.read_csv(base / f"{name}/{name}.csv", dtype=str) for name in ("train", "test"))
    raw = pd.read_csv(STARTER / "data.csv", dtype=str)
    both = pd.concat([train, test])
    assert sorted(both.itertuples(index=False, name=None)) == sorted(raw.itertuples(index=False, name=None))
    assert len(test) == 114
    shares = [table["diagnosis"].eq("benign").mean() for table in (train, test)]
    assert shares[0] == pytest.approx(shares[1], abs=0.01)


def test_prepare_keeps_a_row_out_of_both_tables_at_once(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = base / "input/raw/data.csv"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines + lines[1:]))
    assert run_prepare(monkeypatch, "--target", "diagnosis") == 0
    train, test = (
        set((base / f"{name}/{name}.csv").read_text().splitlines()[1:]) for name in ("train", "test")
    )
    assert (len(train), len(test), train & test) == (455, 114, set())


def test_prepare_says_what_is_wrong(
    base: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_prepare(monkeypatch, "--target", "prognosis") == 1
    assert "there is no column 'prognosis'" in capsys.readouterr().err


def test_evaluate_reports_the_score_and_the_card_with_it(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_prepare(monkeypatch, "--target", "diagnosis")
    shutil.copytree(base / "test", base / "input/test")
    (base / "input/model").mkdir()
    shutil.copy(STARTER / "model.tar.gz", base / "input/model")
    assert evaluate_script.main() == 0
    report = json.loads((base / "evaluation/evaluation.json").read_text())
    card = Card.read(base / "evaluation/card.json")
    assert report["score"] == {"name": "roc_auc", "value": report["metrics"]["roc_auc"]}
    assert (card.metrics, card.score.value) == (report["metrics"], report["score"]["value"])
    assert card.model_sha256 == Card.read(STARTER / "card.json").model_sha256


@pytest.mark.parametrize(
    ("test", "reason"),
    [
        ("diagnosis\nbenign\n", "column 'mean radius' is missing"),
        ("a\n1\n", "there is no column 'diagnosis'"),
        (None, "no *.csv file"),
        ("unknown", "a class the model was not trained on"),
        ("text", "holds a value that is not a number"),
    ],
)
def test_evaluate_says_what_is_wrong(
    base: Path, test: str | None, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (base / "input/model").mkdir()
    shutil.copy(STARTER / "model.tar.gz", base / "input/model")
    if test is not None:
        (base / "input/test").mkdir()
        raw = (STARTER / "data.csv").read_text()
        changed = {"unknown": raw.replace("benign", "odd"), "text": raw.replace("17.99", "wide")}
        (base / "input/test/test.csv").write_text(changed.get(test, test))
    assert evaluate_script.main() == 1
    assert reason in capsys.readouterr().err
