"""One MLflow run as people and machines are shown it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from tracking.keep import NOT_TAKEN_BY, REASON
from tracking.record import EXECUTION


@dataclass(frozen=True, kw_only=True)
class LoggedRun:
    """`params` are text, `metrics` numbers; `started` is the time the run was first written, UTC."""

    id: str
    model: str
    status: str
    started: datetime
    params: dict[str, str]
    metrics: dict[str, float]
    tags: dict[str, str]
    files: tuple[str, ...] = ()

    @classmethod
    def of(cls, run: Any, *, model: str) -> LoggedRun:
        """Take over a run of MLflow's client; what MLflow itself tags is left out."""
        tags = {name: value for name, value in run.data.tags.items() if not name.startswith("mlflow.")}
        return cls(
            id=run.info.run_id,
            model=model,
            status=run.info.status,
            started=datetime.fromtimestamp(run.info.start_time / 1000, tz=UTC),
            params=dict(sorted(run.data.params.items())),
            metrics=dict(sorted(run.data.metrics.items())),
            tags=dict(sorted(tags.items())),
        )

    @property
    def execution(self) -> str:
        """The pipeline execution, or the training on this machine; a run made otherwise has only its id."""
        return self.tags.get(EXECUTION, self.id)

    @property
    def trouble(self) -> str:
        """Why its server did not take it; empty for most runs."""
        server = self.tags.get(NOT_TAKEN_BY)
        return f"{server} did not take it: {self.tags.get(REASON, '')}" if server else ""

    def as_json(self) -> dict[str, Any]:
        """Return it for machines; times in ISO 8601."""
        return {**asdict(self), "execution": self.execution, "started": self.started.isoformat()}


def newest_of_each_execution(runs: list[LoggedRun]) -> list[LoggedRun]:
    """Order by time, oldest first, and keep one run a model and execution.

    A step that was tried again has left a second store in S3; an app that failed and then answered has the
    run that the files have, too.
    """
    kept: dict[tuple[str, str], LoggedRun] = {}
    for run in sorted(runs, key=lambda run: run.started):
        kept[run.model, run.execution] = run
    return sorted(kept.values(), key=lambda run: run.started)
