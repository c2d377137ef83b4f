"""What an AutoML job is asked for, read from the members of CreateAutoMLJobV2."""

import json
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict

from tabular.dataset import DataError

Kind = Literal["BinaryClassification", "MulticlassClassification", "Regression"]
DEFAULT_OBJECTIVES: dict[Kind, str] = {
    "BinaryClassification": "F1",
    "MulticlassClassification": "Accuracy",
    "Regression": "MSE",
}
"""API reference, AutoMLJobObjective: what Autopilot takes when it is told nothing."""
DEFAULT_CANDIDATES, DEFAULT_SECONDS = 10, 600.0
"""AWS's own are 250 candidates and no limit: nothing for a laptop."""


class AutoMLRequest(BaseModel):
    """One job: `text` names the column of a text problem, `kind` and `objective` may be left to the data."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    target: str
    text: str | None
    kind: Kind | None
    objective: str | None
    most_candidates: int
    seconds: float
    candidate_seconds: float

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the request as JSON; `DataError` for a problem that the stand-in does not solve."""
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        problem: dict[str, Any] = record["AutoMLProblemTypeConfig"]
        table, text = problem.get("TabularJobConfig"), problem.get("TextClassificationJobConfig")
        config = table or text
        if config is None:
            raise DataError(f"{', '.join(problem)}: only tables and text classification are searched locally")
        limits = config.get("CompletionCriteria", {})
        seconds = float(limits.get("MaxAutoMLJobRuntimeInSeconds", DEFAULT_SECONDS))
        return cls(
            name=record["AutoMLJobName"],
            target=config["TargetAttributeName"] if table else config["TargetLabelColumn"],
            text=None if table else config["ContentColumn"],
            kind=config.get("ProblemType"),
            objective=record.get("AutoMLJobObjective", {}).get("MetricName"),
            most_candidates=limits.get("MaxCandidates", DEFAULT_CANDIDATES),
            seconds=seconds,
            candidate_seconds=float(limits.get("MaxRuntimePerTrainingJobInSeconds", seconds)),
        )
