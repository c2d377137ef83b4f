"""The starter model in the repository is what `make train` makes."""

import subprocess
import sys
from pathlib import Path

import pytest

from tabular.predictor import Predictor
from tests.model_code.jobs import MODEL_CODE, STARTER


def test_training_again_gives_the_committed_bytes(tmp_path: Path) -> None:
    command: list[str | Path] = [sys.executable, MODEL_CODE / "starter/build.py", "--into", tmp_path]
    subprocess.run(command, check=True, capture_output=True)
    differing = [
        path.name for path in STARTER.iterdir() if path.read_bytes() != (tmp_path / path.name).read_bytes()
    ]
    assert differing == [], "run `make train` and commit model_code/starter"


def test_the_starter_is_good_at_its_task(starter: Predictor) -> None:
    assert starter.card.score.name == "roc_auc"
    assert starter.card.score.value > 0.99
    assert starter.card.target.classes == ("benign", "malignant")


@pytest.mark.parametrize("name", ["data.csv", "card.json"])
def test_the_starter_files_end_in_plain_newlines(name: str) -> None:
    content = (STARTER / name).read_bytes()
    assert content.endswith(b"\n")
    assert b"\r" not in content
