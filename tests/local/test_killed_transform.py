"""A transform job whose server dies amid a request asks another one, a bounded number of times."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.local.component_hosted import make_model
from tests.local.conftest import Client
from tests.local.echo_emulator import echoing
from tests.local.hosted import BUCKET
from tests.local.waiting import until


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with echoing(tmp_path_factory) as made:
        yield made


def transform(aws: Client, name: str, rows: str) -> dict[str, Any]:
    aws("s3").put_object(Bucket=BUCKET, Key=f"{name}-rows/rows", Body=rows.encode())
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": f"s3://{BUCKET}/{name}-rows/"}}
    aws("sagemaker").create_transform_job(
        TransformJobName=name,
        ModelName=make_model(aws, name, "one"),
        BatchStrategy="SingleRecord",
        TransformInput={"DataSource": source, "SplitType": "Line"},
        TransformOutput={"S3OutputPath": f"s3://{BUCKET}/out-{name}", "AssembleWith": "Line"},
        TransformResources={"InstanceType": "ml.m5.large", "InstanceCount": 1},
    )

    def ended() -> dict[str, Any] | None:
        described: dict[str, Any] = aws("sagemaker").describe_transform_job(TransformJobName=name)
        return None if described["TransformJobStatus"] == "InProgress" else described

    return until(ended, f"the end of {name}")


def test_a_row_whose_server_died_is_asked_again(aws: Client) -> None:
    described = transform(aws, "once", "a\ndie once\nb\n")
    assert described["TransformJobStatus"] == "Completed", described
    result = aws("s3").get_object(Bucket=BUCKET, Key="out-once/rows.out")["Body"].read()
    seen = [json.loads(line) for line in result.splitlines()]
    assert [row["body"] for row in seen] == ["a", "die once", "b"]
    assert seen[0]["pid"] != seen[1]["pid"] == seen[2]["pid"]


def test_a_row_that_kills_every_server_fails_the_job(aws: Client) -> None:
    described = transform(aws, "deadly", "a\ndie\n")
    assert described["TransformJobStatus"] == "Failed"
    assert "the model server did not answer" in described["FailureReason"]
