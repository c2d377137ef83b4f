"""A run that goes to an MLflow App puts its files into the bucket itself, not through the server."""

import os
from collections.abc import Iterator
from pathlib import Path

import mlflow
import pytest

from local.settings import Settings
from tabular.card import Card
from tests.local.conftest import STARTER, Client
from tests.model_code.mlflow_server import MlflowServer, serving
from tracking.log import log
from tracking.record import record_of

APP = "arn:aws:sagemaker:us-east-1:111122223333:mlflow-app/app-ABCDEF"


class AppServer(MlflowServer):
    """Names an S3 address for a run's artifacts, as an app does."""

    def _start(self, asked: dict[str, object]) -> tuple[int, dict[str, object]]:
        status, answer = super()._start(asked)
        self.runs[-1]["info"]["artifact_uri"] = "s3://run-artifacts/mlflow/1/run0/artifacts"
        return status, answer


@pytest.fixture
def _credentials(emulator: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_S3": emulator.endpoint_url,
        "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0",
    }.items():
        monkeypatch.setenv(name, value)
    before = dict(os.environ)
    yield
    mlflow.set_tracking_uri(None)
    os.environ.clear()
    os.environ.update(before)


def test_files_of_a_run_lie_below_the_apps_prefix(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _credentials: None
) -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket="run-artifacts")
    card = STARTER / "card.json"
    record = record_of(execution="abc", trained=Card.read(card), seed=0, files=(card,))
    server = AppServer(tmp_path)
    with serving(server) as url:
        monkeypatch.setenv("SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT", url)
        log(record, uri=APP)
    (kept,) = s3.list_objects_v2(Bucket="run-artifacts")["Contents"]
    assert kept["Key"] == "mlflow/1/run0/artifacts/card.json"
    body = s3.get_object(Bucket="run-artifacts", Key=kept["Key"])["Body"].read()
    assert body == card.read_bytes()
    assert not [path for path, _ in server.requests if "artifacts" in path], (
        "nothing passes through the server"
    )
