"""Write a record down as a run: the same run again for the same execution."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tracking.quiet import client as client_of
from tracking.record import EXECUTION, Record

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities import Run


def log(record: Record, *, uri: str) -> str:
    """Make the record's run at `uri`, or bring it up to date; returns its id.

    Raises what MLflow's client, its plugins and the artifact store raise. A run that was cut off is still
    RUNNING, and finished by the next call.
    """
    client = client_of(uri)
    run = _run(client, record)
    _log_values(client, run, record)
    for path in record.files:
        client.log_artifact(run.info.run_id, str(path))
    client.set_terminated(run.info.run_id, status="FINISHED")
    return str(run.info.run_id)


def _run(client: MlflowClient, record: Record) -> Run:
    experiment = _experiment(client, record.experiment)
    same = f"tags.{EXECUTION} = '{record.execution}'"
    found = client.search_runs([experiment], filter_string=same, max_results=1)
    if found:
        return found[0]
    return client.create_run(experiment, tags={EXECUTION: record.execution}, run_name=record.execution)


def _experiment(client: MlflowClient, name: str) -> str:
    """Return the experiment's id. Two executions that make it at once end up with one."""
    from mlflow.exceptions import MlflowException

    if found := client.get_experiment_by_name(name):
        return str(found.experiment_id)
    try:
        return str(client.create_experiment(name))
    except MlflowException:
        if found := client.get_experiment_by_name(name):
            return str(found.experiment_id)
        raise


def _log_values(client: MlflowClient, run: Run, record: Record) -> None:
    """Add what the run has not: a metric that is logged twice would be a curve of two points."""
    from mlflow.entities import Metric, Param, RunTag

    now, known = int(time.time() * 1000), run.data
    new = {name: value for name, value in record.metrics.items() if known.metrics.get(name) != value}
    client.log_batch(
        run.info.run_id,
        metrics=[Metric(name, value, now, 0) for name, value in new.items()],
        params=[Param(name, value) for name, value in record.params.items()],
        tags=[RunTag(name, value) for name, value in record.tags.items()],
    )
