"""The drift job, run as SageMaker runs it, between its folders; and the reference that training leaves it."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import drift
from drift_report import reference
from drift_report.reference import BrokenReferenceError
from drift_report.result import Result
from tabular.predictor import Predictor
from tests.model_code.drifting import line
from tests.model_code.jobs import MODEL_CODE, STARTER
from tests.threads import ONE_THREAD

OUTSIDE = re.compile(r"""(?:src|href|url|@import)\s*[=(]?\s*["']?(?!data:)[^\s"'>]*//""")


@pytest.fixture
def base(tmp_path: Path) -> Path:
    version = tmp_path / "processing/input/version"
    version.mkdir(parents=True)
    (tmp_path / "processing/input/captured/b").mkdir(parents=True)
    for name in ("card.json", "reference.csv"):
        shutil.copy(STARTER / name, version / name)
    return tmp_path


def capture(base: Path, *, scale: float, rows: int = 300, malformed: int = 0) -> None:
    table = [text.split(",") for text in (STARTER / "data.csv").read_text().splitlines()[1:]]
    said = [{"label": "benign", "probabilities": {"benign": 0.9, "malignant": 0.1}}]
    lines = [line([[float(cell) * scale for cell in table[n % len(table)][:-1]]], said) for n in range(rows)]
    body = b"\n".join([*lines, *[b"{broken"] * malformed])
    (base / "processing/input/captured/b/one.jsonl").write_bytes(body)


def run(base: Path, **variables: str) -> tuple[Result, str]:
    """Run the job as SageMaker does."""
    environment = {"SAGEMAKER_BASE_DIR": str(base), "PATH": "/usr/bin", "MPLCONFIGDIR": str(base)}
    named = ONE_THREAD | {f"LAB2API_DRIFT_{name.upper()}": value for name, value in variables.items()}
    done = subprocess.run(
        [sys.executable, MODEL_CODE / "drift.py"],
        env=environment | named,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return written(base)


def run_here(base: Path, **variables: str) -> tuple[Result, str]:
    """Run the job without another process, whose imports take longer than the job."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SAGEMAKER_BASE_DIR", str(base))
        for name, value in variables.items():
            environment.setenv(f"LAB2API_DRIFT_{name.upper()}", value)
        assert drift.main() == 0
    return written(base)


def written(base: Path) -> tuple[Result, str]:
    output = base / "processing/drift"
    found = Result.model_validate_json((output / "drift.json").read_text())
    return found, (output / "report.html").read_text()


def test_shifted_requests_drift_and_the_page_shows_it_without_any_other_file(base: Path) -> None:
    capture(base, scale=2.0, malformed=3)
    found, page = run(base, version="42")
    assert (found.verdict, found.version, found.rows.malformed) == ("drifted", "42", {"not JSON in UTF-8": 3})
    assert found.drifted_share is not None
    assert found.drifted_share > 0.9
    assert not OUTSIDE.search(page)
    assert "<script" not in page
    assert page.index("The data have drifted") < page.index("<table")
    assert page.count("data:image/png;base64,") == len(found.features) + 1
    assert "3 malformed" in page


def test_the_same_rows_again_are_stable_and_give_the_same_result(base: Path) -> None:
    capture(base, scale=1.0)
    found, page = run_here(base)
    assert (found.verdict, found.drifted_share) == ("stable", 0.0)
    again, same = run(base)
    assert (again, same) == (found, page)


def test_the_first_columns_of_the_page_are_those_that_moved_most(base: Path) -> None:
    capture(base, scale=1.3)
    found, page = run_here(base)
    features = page[page.index("Features, the largest") :]
    largest = max((each for each in found.features if each.drifted), key=lambda each: each.effect)
    assert features.index(largest.name) == min(
        features.index(f"<td>{each.name}") + 4 for each in found.features
    )


def test_without_a_reference_the_job_ends_well_and_says_so(base: Path) -> None:
    capture(base, scale=1.0)
    (base / "processing/input/version/reference.csv").unlink()
    found, page = run_here(base)
    assert (found.verdict, found.drifted_share) == ("no reference", None)
    assert "Nothing to compare with" in page


def test_too_few_rows_end_well_and_say_so(base: Path) -> None:
    capture(base, scale=9.0, rows=10)
    found, _ = run_here(base, minimum_rows="200")
    assert (found.verdict, found.drifted_share) == ("too few rows", None)


def test_a_setting_that_is_none_ends_the_job_with_its_name(base: Path) -> None:
    capture(base, scale=1.0)
    with pytest.raises(AssertionError, match="p_value"):
        run(base, p_value="2")


def test_the_starters_reference_is_what_its_model_says_of_held_out_rows(starter: Predictor) -> None:
    rows = reference.read(STARTER / "reference.csv", card=starter.card)
    matrix = np.array([row.cells for row in rows], dtype=np.float32)
    assert [row.prediction for row in rows] == [each["label"] for each in starter.predict(matrix)]
    assert len(rows) == 114


def test_a_large_reference_is_a_sample_of_bounded_size(starter: Predictor, tmp_path: Path) -> None:
    matrix = np.zeros((6_000, len(starter.card.features)), dtype=np.float32)
    outputs = np.tile(np.array([[0.2, 0.8]], dtype=np.float32), (6_000, 1))
    path = tmp_path / "reference.csv"
    assert reference.write(path, card=starter.card, matrix=matrix, outputs=outputs) == 5_000
    assert len(reference.read(path, card=starter.card)) == 5_000


def test_gaps_and_categories_survive_the_file(tmp_path: Path, mixed_card: object) -> None:
    from tabular.card import Card

    assert isinstance(mixed_card, Card)
    matrix = np.array([[1, np.nan, 1, np.nan], [2.5, 3, 0, 0]], dtype=np.float32)
    outputs = np.array([[1.5], [2.0]], dtype=np.float32)
    path = tmp_path / "reference.csv"
    reference.write(path, card=mixed_card, matrix=matrix, outputs=outputs)
    first, second = reference.read(path, card=mixed_card)
    assert (first.cells, first.prediction) == ((1.0, None, "red", None), 1.5)
    assert second.cells == (2.5, 3.0, "blue", "False")


def test_a_reference_of_another_model_is_refused(tmp_path: Path, starter: Predictor) -> None:
    path = tmp_path / "reference.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(BrokenReferenceError, match="other columns"):
        reference.read(path, card=starter.card)


def test_the_result_is_json_that_a_machine_reads(base: Path) -> None:
    capture(base, scale=1.0)
    found, _ = run_here(base)
    document = json.loads((base / "processing/drift/drift.json").read_text())
    assert document["drifted_share"] == found.drifted_share
