"""A batch job over boto3: what is asked of AWS, and what the command says and returns at the end."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from botocore.response import StreamingBody
from typer.testing import CliRunner

from cli.__main__ import app
from cli.batch import command, transform
from cli.batch.settings import Settings
from tests.cli.account import DEV, Account
from tests.cli.batch.test_rows import BAD, CARD, GOOD

NOW = datetime(2026, 11, 25, tzinfo=UTC)
JOB = "dev-batch-m-1"
MODEL = "arn:aws:sagemaker:us-east-1:111122223333:model/"
PREFIX = f"batch/m/{JOB}/"


def body(text: str) -> dict[str, Any]:
    data = text.encode()
    return {"Body": StreamingBody(io.BytesIO(data), len(data)), "ContentLength": len(data), "ETag": "e"}


def served(account: Account) -> None:
    entry = {"mode": "serverless", "endpoint": "dev-m", "version": "1", "card": "s3://artifacts/m/card.json"}
    parameter = {"Parameter": {"Name": "n", "Value": json.dumps(entry)}}
    account.expect("ssm", "get_parameter", parameter, {"Name": "/lab2api/dev/models/m"})
    account.expect("s3", "get_object", body(json.dumps(CARD)), {"Bucket": "artifacts", "Key": "m/card.json"})
    models = [("HostingModel", "endpoints"), ("BatchModelA1", "batches")]
    summaries = [
        {
            "LogicalResourceId": logical,
            "PhysicalResourceId": MODEL + physical,
            "ResourceType": "AWS::SageMaker::Model",
            "ResourceStatus": "CREATE_COMPLETE",
            "LastUpdatedTimestamp": NOW,
        }
        for logical, physical in models
    ]
    account.expect(
        "cloudformation",
        "list_stack_resources",
        {"StackResourceSummaries": summaries},
        {"StackName": "Dev-Serving-m"},
    )
    outputs = [{"OutputKey": f"{name}BucketName", "OutputValue": name.lower()} for name in ("Raw", "Curated")]
    stack = {
        "StackName": "Dev-Data",
        "CreationTime": NOW,
        "StackStatus": "CREATE_COMPLETE",
        "Outputs": outputs,
    }
    account.expect("cloudformation", "describe_stacks", {"Stacks": [stack]}, {"StackName": "Dev-Data"})
    named(account)


def named(account: Account) -> None:
    """SageMaker's own list: the ARN has the name in lower case."""
    models = [
        {"ModelName": name, "ModelArn": MODEL + name.lower(), "CreationTime": NOW}
        for name in ("Endpoints", "Batches")
    ]
    account.expect("sagemaker", "list_models", {"Models": models})


def job(account: Account, *states: str, **more: str) -> None:
    account.expect(
        "sagemaker",
        "create_transform_job",
        {"TransformJobArn": f"arn:aws:sagemaker:us-east-1:111122223333:transform-job/{JOB}"},
        {
            "TransformJobName": JOB,
            "ModelName": "Batches",
            "BatchStrategy": "MultiRecord",
            "MaxPayloadInMB": 6,
            "TransformInput": {
                "DataSource": {
                    "S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://raw/{PREFIX}rows.jsonl"}
                },
                "ContentType": "application/jsonlines",
                "SplitType": "Line",
            },
            "TransformOutput": {
                "S3OutputPath": f"s3://curated/batch/m/{JOB}",
                "Accept": "application/jsonlines",
                "AssembleWith": "Line",
            },
            "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 1},
        },
    )
    for state in states:
        account.expect(
            "sagemaker", "describe_transform_job", described(state) | more, {"TransformJobName": JOB}
        )


def described(state: str) -> dict[str, Any]:
    return {
        "TransformJobName": JOB,
        "TransformJobArn": f"arn:aws:sagemaker:us-east-1:111122223333:transform-job/{JOB}",
        "TransformJobStatus": state,
        "ModelName": "Batches",
        "TransformInput": {"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://r/r"}}},
        "TransformResources": {"InstanceType": "ml.m5.large", "InstanceCount": 1},
        "CreationTime": NOW,
    }


def answered(account: Account, *lines: str) -> None:
    text, where = "\n".join(lines) + "\n", {"Bucket": "curated", "Key": f"{PREFIX}rows.jsonl.out"}
    account.expect("s3", "head_object", {"ContentLength": len(text)}, where)
    account.expect("s3", "head_object", {"ContentLength": len(text), "ETag": "e"})
    account.expect("s3", "get_object", body(text))


@pytest.fixture
def invoke(account: Account, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.setattr(command, "of_environment", lambda name: DEV)
    monkeypatch.setattr(command, "job_name", lambda **_: JOB)
    monkeypatch.setattr(transform, "POLL_SECONDS", {False: 0.001})
    monkeypatch.setattr(Settings, "of", classmethod(lambda cls, *_, **__: cls()))

    def run(csv: str) -> Any:
        (tmp_path / "in.csv").write_text(csv)
        arguments = ["batch", "m", str(tmp_path / "in.csv"), "--env", "dev", "--out", str(tmp_path), "--json"]
        return CliRunner().invoke(app, arguments)

    return run


@pytest.mark.parametrize(
    ("answers", "code", "predicted", "failed"),
    [((GOOD, GOOD), 0, 2, 0), ((GOOD, BAD), 4, 1, 1), ((BAD, BAD), 1, 0, 2)],
)
def test_the_exit_code_tells_whether_all_some_or_no_rows_were_predicted(
    account: Account, invoke: Any, answers: tuple[str, ...], code: int, predicted: int, failed: int
) -> None:
    served(account)
    account.expect("s3", "put_object", {})
    job(account, "InProgress", "Completed")
    answered(account, *answers)
    result = invoke("size,kind\n1,a\nx,b\n")
    account.done()
    assert result.exit_code == code, result.output
    summary = json.loads(result.stdout)
    assert (summary["predicted"], summary["failed"]) == (predicted, failed)


def test_a_file_without_a_row_that_can_be_sent_starts_no_job(account: Account, invoke: Any) -> None:
    served(account)
    result = invoke("size,kind\n1\n")
    account.done()
    assert result.exit_code == 1
    assert json.loads(result.stdout)["failed"] == 1


def test_a_failed_job_is_told_with_sagemakers_reason(account: Account, invoke: Any) -> None:
    served(account)
    account.expect("s3", "put_object", {})
    job(account, "Failed", FailureReason="ClientError: the model is broken")
    result = invoke("size,kind\n1,a\n")
    assert result.exit_code == 1
    assert "the model is broken" in result.stderr


def test_a_job_that_sagemaker_refuses_is_told_without_a_traceback(account: Account, invoke: Any) -> None:
    served(account)
    account.expect("s3", "put_object", {})
    account.refuse(
        "sagemaker", "create_transform_job", "ResourceLimitExceeded", "ml.m5.large: the quota is 0"
    )
    result = invoke("size,kind\n1,a\n")
    assert (result.exit_code, "the quota is 0" in result.stderr) == (1, True)


def test_a_model_that_is_not_served_is_named(account: Account, invoke: Any) -> None:
    account.refuse("ssm", "get_parameter", "ParameterNotFound")
    result = invoke("size,kind\n1,a\n")
    assert (result.exit_code, "serves no model m" in result.stderr) == (1, True)


def test_a_stack_without_batch_says_what_to_set(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    account.expect("cloudformation", "list_stack_resources", {"StackResourceSummaries": []})
    with pytest.raises(typer.Exit):
        transform.place(target=DEV, model="m", stack="Dev-Serving-m", job=JOB)
    assert "Set [batch]" in capsys.readouterr().err


def test_a_job_over_its_time_and_one_that_is_left_are_stopped(account: Account) -> None:
    account.expect("sagemaker", "describe_transform_job", described("InProgress"))
    account.expect("sagemaker", "stop_transform_job", {}, {"TransformJobName": JOB})
    follow = {"sagemaker": account.client("sagemaker"), "job": JOB, "local": False}
    with pytest.raises(typer.Exit):
        transform.follow(**follow, limit_seconds=10, tell=lambda _: None, sleep=lambda _: None)
    account.expect("sagemaker", "describe_transform_job", described("InProgress"))
    account.expect("sagemaker", "stop_transform_job", {}, {"TransformJobName": JOB})

    def leave(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        transform.follow(**follow, limit_seconds=1000, tell=lambda _: None, sleep=leave)
    account.done()


def test_a_job_name_fits_and_begins_as_the_role_allows() -> None:
    name = command.job_name(environment="a" * 16, model="m" * 31)
    assert len(name) <= transform.LONGEST_NAME
    assert name.startswith(f"{'a' * 16}-batch-")
