"""The comparison: equal metrics only, the better one wins, and what cannot be compared is said."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from comparison.scores import Candidate, ScoresError, read_candidates
from comparison.verdict import judge

ROOT = Path(__file__).parents[2]


def candidate(score: float, *, metric: str = "AUC", name: str = "one") -> Candidate:
    return Candidate(name=name, metric=metric, score=score, metrics={metric: score}, made_by="a test")


@pytest.mark.parametrize(
    ("score", "ours", "winner", "difference"),
    [
        (0.98, 0.97, "autopilot", 0.01),
        (0.97, 0.98, "hand-written", 0.01),
        (0.97, 0.97, "tie", 0.0),
    ],
)
def test_the_higher_score_wins(score: float, ours: float, winner: str, difference: float) -> None:
    verdict = judge([candidate(score), candidate(0.5)], objective="AUC", evaluation={"roc_auc": ours})
    assert (verdict.winner, verdict.difference) == (winner, difference)


def test_of_an_error_less_wins() -> None:
    rows = [candidate(3.0, metric="RMSE", name="worse"), candidate(2.0, metric="RMSE", name="better")]
    verdict = judge(rows, objective="RMSE", evaluation={"rmse": 2.5})
    assert verdict.winner == "autopilot"
    assert "2.000000 of better against 2.500000" in verdict.statement


@pytest.mark.parametrize(
    ("objective", "metric", "evaluation", "words"),
    [
        ("AUC", "AUC", {"accuracy": 0.9}, "different metrics are not compared"),
        ("AUC", "F1", {"roc_auc": 0.9}, "Candidates were chosen by F1, the comparison is asked by AUC"),
        ("BalancedAccuracy", "BalancedAccuracy", {"accuracy": 0.9}, "different metrics are not compared"),
        ("AUC", "AUC", None, "did not run on this data"),
    ],
)
def test_different_metrics_are_refused(
    objective: str, metric: str, evaluation: dict[str, float] | None, words: str
) -> None:
    verdict = judge([candidate(0.9, metric=metric)], objective=objective, evaluation=evaluation)
    assert (verdict.winner, verdict.difference) == ("not compared", None)
    assert words in verdict.statement


def described(spelling: str) -> dict[str, Any]:
    objective = {"MetricName": "AUC", "Value": 0.9}
    metrics = [{"StandardMetricName": "Accuracy", "Set": "Validation", "Value": 0.8}]
    return {
        "CandidateName": "<b>one</b>",
        f"Final{spelling}JobObjectiveMetric": objective,
        "CandidateProperties": {"CandidateMetrics": metrics},
    }


@pytest.mark.parametrize("spelling", ["AutoML", "AutoMl"])
def test_candidates_are_read_however_the_sdk_spells_them(tmp_path: Path, spelling: str) -> None:
    path = tmp_path / "candidates.json"
    path.write_text(json.dumps({"Candidates": [described(spelling), {"CandidateName": "unscored"}]}))
    (found,) = read_candidates(path)
    assert (found.score, found.metrics, found.made_by) == (
        0.9,
        {"Accuracy": 0.8},
        "Amazon SageMaker Autopilot",
    )


def test_no_score_at_all_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "candidates.json"
    path.write_text(json.dumps({"Candidates": [{"CandidateName": "unscored"}]}))
    with pytest.raises(ScoresError, match="none of Autopilot's candidates has a score"):
        read_candidates(path)


def test_the_job_writes_a_page_that_needs_no_other_file(tmp_path: Path) -> None:
    base = tmp_path / "processing"
    for name, content in (
        ("input/candidates/candidates.json", {"Candidates": [described("AutoML")]}),
        ("input/evaluation/evaluation.json", {"metrics": {"roc_auc": 0.95, "accuracy": 0.9}}),
    ):
        (base / name).parent.mkdir(parents=True)
        (base / name).write_text(json.dumps(content))
    arguments = ["--model", "m", "--execution", "e", "--job", "j", "--objective", "AUC"]
    done = subprocess.run(
        [sys.executable, str(ROOT / "model_code" / "compare.py"), *arguments],
        env={"SAGEMAKER_BASE_DIR": str(tmp_path), "PATH": "/usr/bin:/bin", "MPLCONFIGDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    report = json.loads((base / "report/report.json").read_text())
    assert report["verdict"]["winner"] == "hand-written"
    page = (base / "report/report.html").read_text()
    assert "<svg" in page
    assert "&lt;b&gt;one&lt;/b&gt;" in page
    assert "<b>one</b>" not in page
    assert "src=" not in page.replace("xlink:href", "")
