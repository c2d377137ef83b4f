"""The tracking step in the local pipeline: a real MLflow file store in S3, read back by `lab2api runs`."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import mlflow
import pytest
from botocore.exceptions import ClientError
from typer.testing import CliRunner

from cli.__main__ import app
from cli.runs import command
from cli.target import Target
from tests.local.sagemaker.laboratory import Laboratory

MODEL_CODE = Path(__file__).parents[3] / "model_code"
STARTER = MODEL_CODE / "starter" / "breast-cancer"
FOLDER = "/opt/ml/processing"


@pytest.fixture
def traced(laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Laboratory]:
    """The laboratory with our own scripts, and what Train and Evaluate left in its bucket."""
    monkeypatch.setenv("LAB2API_MODEL_CODE", str(MODEL_CODE))
    laboratory.put("models/model.tar.gz", (STARTER / "model.tar.gz").read_bytes())
    card = json.loads((STARTER / "card.json").read_text())
    laboratory.put("evaluations/card.json", (STARTER / "card.json").read_bytes())
    report = {"score": card["score"], "metrics": card["metrics"]}
    laboratory.put("evaluations/evaluation.json", json.dumps(report).encode())
    before = dict(os.environ)
    yield laboratory
    mlflow.set_tracking_uri(None)
    os.environ.clear()
    os.environ.update(before)


def track(laboratory: Laboratory, execution: str, **environment: str) -> dict[str, Any]:
    def given(name: str, key: str) -> dict[str, Any]:
        s3 = {"S3Uri": f"s3://{laboratory.bucket}/{key}", "LocalPath": f"{FOLDER}/input/{name}"}
        return {"InputName": name, "S3Input": {**s3, "S3DataType": "S3Prefix", "S3InputMode": "File"}}

    out = {"S3Uri": f"s3://{laboratory.bucket}/mlruns/breast-cancer/{execution}"}
    output = {**out, "LocalPath": f"{FOLDER}/mlruns", "S3UploadMode": "EndOfJob"}
    return laboratory.process(
        "python3",
        "/opt/program/track.py",
        ProcessingInputs=[given("model", "models/model.tar.gz"), given("evaluation", "evaluations/")],
        ProcessingOutputConfig={"Outputs": [{"OutputName": "mlruns", "S3Output": output}]},
        Environment={"LAB2API_MODEL": "breast-cancer", "LAB2API_EXECUTION": execution, **environment},
    )


def listed(laboratory: Laboratory, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """`lab2api runs list --env workbench --json`, whose account is the laboratory."""

    def outputs(target: Target, name: str) -> dict[str, str]:
        if name == "Data":
            return {"ArtifactsBucketName": laboratory.bucket}
        return {"AppArn": "arn:aws:sagemaker:us-east-1:000000000000:mlflow-app/app-1"}  # as on the laptop

    monkeypatch.setattr(Target, "outputs", outputs)
    monkeypatch.setattr(Target, "client", lambda target, service: getattr(laboratory, service))
    monkeypatch.setattr(command, "of_environment", lambda name: Target(environment=name, region="us-east-1"))
    said = CliRunner().invoke(app, ["runs", "list", "--env", "workbench", "--json"])
    assert said.exit_code == 0, said.output
    return list(json.loads(said.stdout))


def test_executions_become_file_stores_in_s3_that_are_listed_together(
    traced: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    for execution in ("exec00000001", "exec00000002"):
        job = track(traced, execution)
        assert job["ProcessingJobStatus"] == "Completed", job
    found = listed(traced, monkeypatch)
    assert [run["execution"] for run in found] == ["exec00000001", "exec00000002"]
    card = json.loads((STARTER / "card.json").read_text())
    for run in found:
        assert (run["model"], run["status"]) == ("breast-cancer", "FINISHED")
        assert run["metrics"]["score"] == card["score"]["value"]
        assert run["metrics"]["evaluation/roc_auc"] == card["metrics"]["roc_auc"]
        prefix = f"s3://{traced.bucket}/mlruns/breast-cancer/{run['execution']}/"
        assert {file.removeprefix(prefix).rsplit("/", 1)[1] for file in run["files"]} == {
            "card.json",
            "evaluation.json",
        }


def test_a_step_that_was_tried_again_is_one_run_of_its_execution(
    traced: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its second output lies beside the first in S3, as the job began with an empty folder."""
    track(traced, "exec00000001")
    track(traced, "exec00000001")
    assert len([key for key in traced.keys("mlruns/") if key.endswith("/metrics/score")]) == 2
    assert [run["execution"] for run in listed(traced, monkeypatch)] == ["exec00000001"]


def test_a_server_that_is_away_does_not_fail_the_step_and_is_named_in_the_list(
    traced: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    variables = {"MLFLOW_TRACKING_URI": "http://127.0.0.1:9", "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0"}
    assert track(traced, "exec00000001", **variables)["ProcessingJobStatus"] == "Completed"
    (run,) = listed(traced, monkeypatch)
    assert run["tags"]["not_taken_by"] == "http://127.0.0.1:9"
    assert run["metrics"]["score"] > 0.5


def test_a_step_without_an_evaluation_fails_with_the_reason(traced: Laboratory) -> None:
    traced.s3.delete_object(Bucket=traced.bucket, Key="evaluations/evaluation.json")
    job = track(traced, "exec00000001")
    assert job["ProcessingJobStatus"] == "Failed"
    assert "input/evaluation has no evaluation.json" in job["FailureReason"]


def test_an_environment_without_the_stack_reads_its_bucket_only(
    traced: Laboratory, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cli.runs import reading

    def no_stack(target: Target, name: str) -> dict[str, str]:
        raise ClientError(
            {"Error": {"Code": "ValidationError", "Message": "no such stack"}}, "DescribeStacks"
        )

    monkeypatch.setattr(Target, "outputs", no_stack)
    assert reading._tracking_uri(Target(environment="dev", region="us-east-1")) is None
