"""The launcher's exit status says whether another try of the job may help."""

import json
from pathlib import Path

import pytest

from tests.model_code.test_launcher import launched

pytestmark = pytest.mark.torch
FAILS = """
import os, pathlib, sys
output = pathlib.Path(os.environ["SAGEMAKER_BASE_DIR"]) / "output"
output.mkdir()
(output / "failure").write_text("the reason")
if {lasting}: (output / "lasting").touch()
sys.exit(1)
"""
STARTS_TRAINING = "import runpy; runpy.run_path({program!r}, run_name='__main__')"


@pytest.mark.parametrize(("lasting", "status"), [(True, 3), (False, 1)])
def test_a_reason_that_lasts_has_a_status_of_its_own(tmp_path: Path, lasting: bool, status: int) -> None:
    assert launched(tmp_path, FAILS.format(lasting=lasting)).wait(timeout=120) == status
    assert (tmp_path / "output/failure").read_text() == "the reason"


def test_what_an_earlier_try_has_left_says_nothing_of_this_one(tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    (tmp_path / "output/lasting").touch()
    assert launched(tmp_path, "import sys; sys.exit(1)").wait(timeout=120) == 1


def test_rows_that_cannot_be_read_are_a_reason_that_lasts(tmp_path: Path) -> None:
    program = Path(__file__).parents[2] / "model_code/train_text.py"
    for channel in ("train", "test"):
        folder = tmp_path / "input/data" / channel
        folder.mkdir(parents=True)
        (folder / "rows.jsonl").write_text('{"text": 1}\n')
    (tmp_path / "input/config").mkdir()
    (tmp_path / "input/config/hyperparameters.json").write_text(json.dumps({"name": "reviews"}))
    script = STARTS_TRAINING.format(program=str(program))
    job = launched(tmp_path, script, PYTHONPATH=str(program.parent))
    assert job.wait(timeout=120) == 3
    assert "rows.jsonl" in (tmp_path / "output/failure").read_text()
