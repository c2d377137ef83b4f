"""MLflow's client, imported when it is needed and told beforehand what it may do.

Importing `mlflow` takes about 1.5 s and, by default, makes it report its use to its makers. So nothing
imports it at the top of a module, and these variables are set first; a process that set them keeps its own.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mlflow import MlflowClient

_ALWAYS = {
    "DO_NOT_TRACK": "true",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_ALLOW_FILE_STORE": "true",  # refused otherwise since MLflow 3.13, in favour of a database
}
_UNLESS_SET = {
    # 7 tries of 120 s by default: a job would wait a quarter of an hour for a server that is not there.
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "2",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "20",
}


def prepare() -> None:
    """Set the variables. Cheap; `client` does it by itself."""
    os.environ.update(_ALWAYS)
    for name, value in _UNLESS_SET.items():
        os.environ.setdefault(name, value)


def import_beside() -> threading.Thread:
    """Begin to import MLflow in a thread, while something else is waited for; join it before it is used."""
    prepare()

    def work() -> None:
        import mlflow  # noqa: F401

    thread = threading.Thread(target=work, name="import-mlflow")
    thread.start()
    return thread


def client(uri: str) -> MlflowClient:
    """Return a client of the server, SageMaker MLflow App (by its ARN) or file store (`file://`) at `uri`.

    It also becomes the process's one: AWS's plugin takes the app to sign for from there (sagemaker-mlflow
    0.5.0, request headers), whatever URI the client was given.
    """
    prepare()
    import mlflow

    mlflow.set_tracking_uri(uri)
    return mlflow.MlflowClient(tracking_uri=uri)
