"""What is compared: candidates as SageMaker describes them, and the metrics of the pipeline's evaluation."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, FiniteFloat

OURS = {
    "AUC": "roc_auc",
    "Accuracy": "accuracy",
    "F1macro": "f1_macro",
    "LogLoss": "log_loss",
    "R2": "r2",
    "RMSE": "rmse",
    "MAE": "mae",
}
"""Autopilot's name of a metric, and this project's (tabular/metrics.py), where both measure the same."""
LESS_IS_BETTER = frozenset({"LogLoss", "MSE", "RMSE", "MAE", "MAPE", "MASE", "WAPE"})
_OBJECTIVES = ("FinalAutoMLJobObjectiveMetric", "FinalAutoMlJobObjectiveMetric")
"""As the API spells it, and as an SDK may that Step Functions calls it with."""


class ScoresError(ValueError):
    """What was handed over cannot be read as scores; the message says what is missing."""


class Candidate(BaseModel):
    """One of Autopilot's models: its objective's value and its other metrics, by Autopilot's names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    metric: str
    score: FiniteFloat
    metrics: dict[str, FiniteFloat]
    made_by: str


def read_candidates(path: Path) -> tuple[Candidate, ...]:
    """Read what ListCandidatesForAutoMLJob answered; `ScoresError` where no candidate has a score."""
    content = json.loads(path.read_text(encoding="utf-8"))
    rows: list[dict[str, Any]] = (json.loads(content) if isinstance(content, str) else content)["Candidates"]
    found = tuple(_candidate(row) for row in rows if any(name in row for name in _OBJECTIVES))
    if not found:
        raise ScoresError("none of Autopilot's candidates has a score")
    return found


def read_evaluation(path: Path) -> dict[str, float] | None:
    """Read the metrics of evaluation.json, by our names; None where the pipeline did not run."""
    if not path.is_file():
        return None
    found: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))["metrics"]
    return found


def _candidate(row: dict[str, Any]) -> Candidate:
    objective = next(row[name] for name in _OBJECTIVES if name in row)
    measured = row.get("CandidateProperties", {}).get("CandidateMetrics", [])
    containers = row.get("InferenceContainers") or [{}]
    return Candidate(
        name=row["CandidateName"],
        metric=objective["MetricName"],
        score=objective["Value"],
        metrics={
            item.get("StandardMetricName", item.get("MetricName", "?")): item["Value"]
            for item in measured
            if item.get("Set", "Validation") == "Validation"
        },
        made_by=containers[0].get("Environment", {}).get("LAB2API_STAND_IN", "Amazon SageMaker Autopilot"),
    )
