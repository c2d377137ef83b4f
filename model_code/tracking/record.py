"""What is known of one execution, as MLflow keeps it: parameters, metrics, tags and files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from tabular.card import Card

Execution = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$")]
"""An id without quotes: runs are searched by it."""

EXECUTION = "execution"
SCORE = "score"
"""The metric that every run has: the score that models of its task are compared by."""


class Record(BaseModel):
    """One run. `experiment` is the model's name; a second record of the same `execution` is the same run."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    experiment: Annotated[str, Field(min_length=1)]
    execution: Execution
    params: dict[str, str]
    metrics: dict[str, FiniteFloat]
    tags: dict[str, str]
    files: tuple[Path, ...] = ()


def record_of(
    *,
    execution: str,
    trained: Card,
    seed: int,
    evaluated: Card | None = None,
    metrics: Mapping[str, float] | None = None,
    files: tuple[Path, ...] = (),
) -> Record:
    """Return the record of a trained model, and of its evaluation where it had one.

    Metrics are `training/<name>`, on the rows that training held out, `evaluation/<name>`, on the test rows,
    and `score`, the evaluation's where there is one. `metrics` are further ones.
    """
    scored = evaluated or trained
    return Record(
        experiment=trained.name,
        execution=execution,
        params={
            "algorithm": trained.algorithm,
            "data_sha256": trained.data.sha256,
            "features": str(len(trained.features)),
            "rows": str(trained.data.rows),
            "score_metric": scored.score.name,
            "seed": str(seed),
            "target": trained.target.name,
            "task": trained.task,
        },
        metrics={
            SCORE: scored.score.value,
            **{f"training/{name}": value for name, value in trained.metrics.items()},
            **{
                f"evaluation/{name}": value
                for name, value in (evaluated.metrics if evaluated else {}).items()
            },
            **(metrics or {}),
        },
        tags={
            "model_sha256": trained.model_sha256,
            "source": trained.data.source,
            "version": trained.version,
        },
        files=files,
    )
