"""The headline promise, on the embedded AWS with the real CDK CLI: from a CSV to an answer over HTTP."""

from __future__ import annotations

import datetime
import json
import os
import socket
import subprocess
import tarfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from sklearn.datasets import load_diabetes

ROOT = Path(__file__).resolve().parent.parent
STARTER = ROOT / "model_code" / "starter" / "breast-cancer"
COMMAND_LIMIT_SECONDS = 300
pytestmark = pytest.mark.e2e


@dataclass(frozen=True, kw_only=True)
class Local:
    """A deployed embedded AWS of its own: state folder, port, API."""

    variables: dict[str, str]
    api: str = ""
    key: str = ""

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(ROOT / "lab2api"), *arguments],
            env={**os.environ, **self.variables},
            capture_output=True,
            text=True,
            timeout=COMMAND_LIMIT_SECONDS,
            check=False,
        )

    def client(self, service: str) -> Any:
        return boto3.client(  # type: ignore[call-overload]
            service,
            region_name="us-east-1",
            endpoint_url=f"http://127.0.0.1:{self.variables['LAB2API_PORT']}",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def post(
        self, body: bytes, *, model: str = "breast-cancer", key: str | None = None, **headers: str
    ) -> httpx.Response:
        sent = {"content-type": "application/json", "x-api-key": self.key if key is None else key} | headers
        url = f"{self.api}/v1/models/{model}/predictions"
        return httpx.post(url, content=body, headers={k: v for k, v in sent.items() if v}, timeout=30)

    def invocations(self, model: str = "breast-cancer") -> float:
        now = datetime.datetime.now(datetime.UTC)
        found = self.client("cloudwatch").get_metric_statistics(
            Namespace="AWS/SageMaker",
            MetricName="Invocations",
            Dimensions=[
                {"Name": "EndpointName", "Value": f"local-{model}"},
                {"Name": "VariantName", "Value": "AllTraffic"},
            ],
            StartTime=now - datetime.timedelta(hours=1),
            EndTime=now + datetime.timedelta(minutes=1),
            Period=3600,
            Statistics=["Sum"],
        )
        return float(sum(point["Sum"] for point in found["Datapoints"]))


def row() -> dict[str, float]:
    card = json.loads((STARTER / "card.json").read_text())
    return {feature["name"]: feature["minimum"] for feature in card["features"]}


def body(*instances: Any) -> bytes:
    return json.dumps({"instances": list(instances)}).encode()


def container_log(local: Local, *, holding: str, seconds: float = 10) -> str:
    """The endpoint's log lines, read until `holding` is among them or the time is over."""
    deadline = time.monotonic() + seconds
    lines = ""
    while holding not in lines and time.monotonic() < deadline:
        group = "/aws/sagemaker/Endpoints/local-breast-cancer"
        events = local.client("logs").filter_log_events(logGroupName=group)["events"]
        lines = "\n".join(event["message"] for event in events)
    return lines


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    """Start, synthesize, bootstrap, deploy; stop everything afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    state = tmp_path_factory.mktemp("lab2api")
    started = Local(variables={"LAB2API_PORT": str(port), "LAB2API_STATE": str(state)})
    try:
        up = started.run("local", "up")
        assert up.returncode == 0, up.stderr
        facts = json.loads(started.run("local", "status", "--json").stdout)
        yield Local(variables=started.variables, api=facts["api"], key=facts["api_key"])
    finally:
        started.run("local", "down")


def test_the_demo_answers_over_http_what_its_own_model_says_in_process(local: Local) -> None:
    shown = local.run("demo", "--once")
    assert shown.returncode == 0, shown.stderr
    assert "answered 200" in shown.stdout
    assert "equal to the model's own in-process prediction" in shown.stdout
    for step in ("Prepare", "Train", "Evaluate", "GoodEnough", "Register"):
        assert step in shown.stderr
    for state in ("executed", "recorded"):
        assert state in shown.stdout


def test_a_request_without_a_key_is_refused_and_never_reaches_the_endpoint(local: Local) -> None:
    before = local.invocations()
    for key in ("", "wrong"):
        answer = local.post(body(row()), key=key)
        assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert local.invocations() == before


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_a_nan_or_an_infinity_never_reaches_the_endpoint(local: Local, name: str) -> None:
    before = local.invocations()
    text = body(row() | {"mean radius": "HERE"}).replace(b'"HERE"', name.encode())
    answer = local.post(text)
    assert answer.status_code == 400
    assert local.invocations() == before


def test_a_bad_row_is_answered_with_the_name_of_its_field(local: Local) -> None:
    before = local.invocations()
    answer = local.post(body(row(), row() | {"mean radius": "wide"}))
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == ["instances[1].mean radius"]
    assert local.invocations() == before


def test_a_body_of_the_wrong_shape_is_answered_with_the_name_of_its_field(local: Local) -> None:
    before = local.invocations()
    answer = local.post(b'{"rows": []}')
    assert answer.status_code == 400
    assert "instances" in answer.text
    assert local.invocations() == before


def test_a_body_of_7_mb_is_too_large_and_never_reaches_the_endpoint(local: Local) -> None:
    before = local.invocations()
    answer = local.post(body(row()) + b" " * 7_000_000)
    assert answer.status_code == 413
    assert local.invocations() == before


def test_a_good_request_is_counted_by_the_endpoint_and_carries_one_request_id(local: Local) -> None:
    before = local.invocations()
    answer = local.post(body(row()))
    assert answer.status_code == 200, answer.text
    request_id = answer.json()["request_id"]
    assert request_id == answer.headers["x-request-id"]
    assert local.invocations() == before + 1
    assert request_id in container_log(local, holding=request_id)


def test_a_loop_above_the_plan_is_throttled(local: Local) -> None:
    with httpx.Client(timeout=30) as client:
        url = f"{local.api}/v1/models"
        statuses = [client.get(url, headers={"x-api-key": local.key}).status_code for _ in range(400)]
    assert 429 in statuses
    assert set(statuses) <= {200, 429}


def test_a_broken_artifact_rolls_back_and_the_old_model_keeps_serving(local: Local, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "card.json").write_bytes((STARTER / "card.json").read_bytes())
    (tmp_path / "model.onnx").write_bytes(b"not a model")
    with tarfile.open(broken / "model.tar.gz", "w:gz") as packed:
        packed.add(tmp_path / "model.onnx", "model.onnx")
        packed.add(broken / "card.json", "card.json")
    before = local.post(body(row())).json()
    refused = local.run("deploy-model", str(broken))
    assert refused.returncode == 1
    assert "rolled back" in refused.stderr
    after = local.post(body(row())).json()
    assert (after["version"], after["predictions"]) == (before["version"], before["predictions"])


def test_a_csv_of_ones_own_is_trained_and_served_without_code(local: Local, tmp_path: Path) -> None:
    frame = load_diabetes(as_frame=True, scaled=False).frame
    frame["sex"] = frame["sex"].map({1.0: "female", 2.0: "male"})
    frame.loc[frame.index % 9 == 0, "bmi"] = None
    frame.to_csv(tmp_path / "diabetes.csv", index=False)
    trained = local.run(
        "train",
        "--csv",
        str(tmp_path / "diabetes.csv"),
        "--target",
        "target",
        "--out",
        str(tmp_path / "out"),
        "--json",
    )
    assert trained.returncode == 0, trained.stderr
    card = json.loads(trained.stdout)
    assert (card["task"], card["name"]) == ("regression", "diabetes")
    deployed = local.run("deploy-model", str(tmp_path / "out"))
    assert deployed.returncode == 0, deployed.stderr
    assert "/v1/models/diabetes/predictions" in deployed.stdout
    asked = frame.drop(columns="target").iloc[0].to_dict() | {"bmi": None}
    answer = local.post(body(asked), model="diabetes")
    assert answer.status_code == 200, answer.text
    assert 25 <= answer.json()["predictions"][0]["value"] <= 346  # the target's own range
    listed = httpx.get(f"{local.api}/v1/models", headers={"x-api-key": local.key}).json()
    assert {model["name"] for model in listed["models"]} == {"breast-cancer", "diabetes"}


def test_the_openapi_document_is_served(local: Local) -> None:
    served = httpx.get(f"{local.api}/v1/openapi.json", headers={"x-api-key": local.key})
    assert served.json() == json.loads((ROOT / "lambda" / "inference_proxy" / "openapi.json").read_text())
