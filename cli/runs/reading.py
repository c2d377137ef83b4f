"""Read runs where they are: this machine's files, an environment's bucket, a server."""

from __future__ import annotations

import dataclasses
import os
import tempfile
from pathlib import Path

from botocore.exceptions import ClientError

from cli import terminal
from cli.runs.run import LoggedRun, newest_of_each_execution
from cli.target import STATE, Target
from tracking.quiet import client

FILE_STORE = STATE / "mlruns"
PREFIX = "mlruns/"
"""In the artifacts bucket: `mlruns/<model>/<execution>/` is a file store of one run (its step's output)."""

MOST = 1000
"""Runs that are read of one experiment, the newest."""


def of_this_machine() -> list[LoggedRun]:
    """Return the runs of `lab2api train`: in files, and on the server of MLFLOW_TRACKING_URI if it is set."""
    server = os.environ.get("MLFLOW_TRACKING_URI")
    in_files = _read(FILE_STORE.resolve().as_uri()) if FILE_STORE.is_dir() else []
    return newest_of_each_execution([*in_files, *(_of_server(server) if server else [])])


def of_environment(target: Target) -> list[LoggedRun]:
    """Return the runs of an environment's pipeline: in its bucket, and on its MLflow App if it has one."""
    app = _tracking_uri(target)
    return newest_of_each_execution([*_of_bucket(target), *(_of_server(app) if app else [])])


def _tracking_uri(target: Target) -> str | None:
    """Return the app's ARN, None where no stack of the environment gives one to its jobs."""
    try:
        return target.outputs("Tracking").get("TrackingUri")
    except ClientError as error:
        if error.response["Error"]["Code"] != "ValidationError":  # CloudFormation's word for: no such stack
            raise
        return None


def _of_server(uri: str) -> list[LoggedRun]:
    try:
        return _read(uri)
    except Exception as error:  # noqa: BLE001  plugins raise what they like; the command ends here
        terminal.stop(
            f"{uri} does not answer: {error}",
            hint="Is the server up, and do your AWS credentials allow sagemaker:CallMlflowAppApi on it?",
        )


def _read(uri: str) -> list[LoggedRun]:
    """Return every finished or unfinished run, with the names of its files where listing them is cheap."""
    store = client(uri)
    found = []
    for experiment in store.search_experiments():
        for run in store.search_runs([experiment.experiment_id], max_results=MOST):
            logged = LoggedRun.of(run, model=experiment.name)
            if uri.startswith("file:") and Path(run.info.artifact_uri.removeprefix("file://")).is_dir():
                files = tuple(sorted(one.path for one in store.list_artifacts(run.info.run_id)))
                logged = dataclasses.replace(logged, files=files)
            found.append(logged)
    return found


def _of_bucket(target: Target) -> list[LoggedRun]:
    """Fetch the small files of every store below `mlruns/` and read them; artifacts are only named."""
    bucket, s3 = target.outputs("Data")["ArtifactsBucketName"], target.client("s3")
    stores: dict[str, list[str]] = {}
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=PREFIX):
        for item in page.get("Contents", []):
            stores.setdefault("/".join(item["Key"].split("/")[:3]), []).append(item["Key"])
    found: list[LoggedRun] = []
    with tempfile.TemporaryDirectory(prefix="lab2api-runs-") as folder:
        for store, keys in stores.items():
            base = Path(folder) / store
            for key in keys:
                if "/artifacts/" not in key and not key.endswith("/"):
                    (Path(folder) / key).parent.mkdir(parents=True, exist_ok=True)
                    s3.download_file(bucket, key, str(Path(folder) / key))
            found += [_with_addresses(run, bucket=bucket, keys=keys) for run in _read(base.as_uri())]
    return found


def _with_addresses(run: LoggedRun, *, bucket: str, keys: list[str]) -> LoggedRun:
    files = [f"s3://{bucket}/{key}" for key in keys if f"/{run.id}/artifacts/" in key]
    return dataclasses.replace(run, files=tuple(sorted(files)))
