"""Batch transform over the wire: the starter model answers whole prefixes, and a bad row spoils no other."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from config.batch import Batch
from stacks.constructs.batch_definition import batch_definition
from tests.local.conftest import STARTER, Client
from tests.local.waiting import until

BUCKET = "transform"
ROLE = "arn:aws:iam::000000000000:role/execution"
FEATURES = len(json.loads((STARTER / "card.json").read_text())["features"])
GOOD = json.dumps([1.0] * FEATURES)
RESOURCES = {"InstanceType": "ml.m5.large", "InstanceCount": 1}
_ids = iter(range(1000))


@pytest.fixture(scope="module")
def aws(client: Client) -> Iterator[Client]:
    s3 = client("s3")
    s3.create_bucket(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key="model.tar.gz", Body=(STARTER / "model.tar.gz").read_bytes())
    container = {"Image": "x", "ModelDataUrl": f"s3://{BUCKET}/model.tar.gz"}
    client("sagemaker").create_model(ModelName="batch", ExecutionRoleArn=ROLE, PrimaryContainer=container)
    yield client
    client("sagemaker").delete_model(ModelName="batch")


def put(aws: Client, key: str, text: str) -> str:
    aws("s3").put_object(Bucket=BUCKET, Key=key, Body=text.encode())
    return f"s3://{BUCKET}/{key}"


def job(uri: str, *, kind: str = "application/jsonlines", **changes: Any) -> dict[str, Any]:
    name = f"job-{next(_ids)}"
    data = {"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": uri}}, "ContentType": kind}
    return {
        "TransformJobName": name,
        "ModelName": "batch",
        "BatchStrategy": "MultiRecord",
        "TransformInput": {**data, "SplitType": "Line", **changes.pop("TransformInput", {})},
        "TransformOutput": {"S3OutputPath": f"s3://{BUCKET}/{name}/", "AssembleWith": "Line"},
        "TransformResources": RESOURCES,
        **changes,
    }


def run(aws: Client, request: dict[str, Any]) -> dict[str, Any]:
    sagemaker, name = aws("sagemaker"), request["TransformJobName"]
    sagemaker.create_transform_job(**request)
    return ended(aws, name)


def ended(aws: Client, name: str) -> dict[str, Any]:
    def described() -> dict[str, Any] | None:
        found: dict[str, Any] = aws("sagemaker").describe_transform_job(TransformJobName=name)
        return None if found["TransformJobStatus"] in ("InProgress", "Stopping") else found

    return until(described, f"the end of {name}")


def results(aws: Client, request: dict[str, Any]) -> dict[str, bytes]:
    folder = f"{request['TransformJobName']}/"
    listed = aws("s3").list_objects_v2(Bucket=BUCKET, Prefix=folder).get("Contents", [])
    read = {row["Key"]: aws("s3").get_object(Bucket=BUCKET, Key=row["Key"])["Body"].read() for row in listed}
    return {key.removeprefix(folder): body for key, body in read.items()}


def test_a_bad_row_is_reported_in_its_place_and_spoils_no_other(aws: Client) -> None:
    bad = json.dumps(["wide", *[1.0] * (FEATURES - 1)])
    uri = put(aws, "rows/a.jsonl", "\n".join([GOOD, bad, "no json", "[1, 2]", GOOD]) + "\n")
    request = job(uri)
    assert run(aws, request)["TransformJobStatus"] == "Completed"
    lines = [json.loads(line) for line in results(aws, request)["a.jsonl.out"].splitlines()]
    assert [sorted(line) for line in lines] == [
        ["prediction"],
        ["error"],
        ["error"],
        ["error"],
        ["prediction"],
    ]
    assert lines[1]["error"] == {"field": "mean radius", "message": "must be a number"}
    assert lines[2]["error"] == {"field": "row", "message": "is not JSON"}
    assert lines[3]["error"]["message"] == f"must have {FEATURES} values, has 2"


@pytest.mark.parametrize("strategy", ["MultiRecord", "SingleRecord"])
def test_every_object_below_the_prefix_gets_a_result_of_its_name(aws: Client, strategy: str) -> None:
    for key in ("many/a.csv", "many/deep/b.csv"):
        put(aws, key, (",".join(["1.0"] * FEATURES) + "\n") * 3)
    request = job(f"s3://{BUCKET}/many/", kind="text/csv", BatchStrategy=strategy, MaxConcurrentTransforms=2)
    request["TransformOutput"]["Accept"] = "text/csv"
    assert run(aws, request)["TransformJobStatus"] == "Completed"
    found = results(aws, request)
    assert sorted(found) == ["a.csv.out", "deep/b.csv.out"]
    assert all(len(body.splitlines()) == 3 for body in found.values())


def test_a_manifest_names_the_objects(aws: Client) -> None:
    for name in ("x.jsonl", "y.jsonl", "z.jsonl"):
        put(aws, f"listed/{name}", GOOD + "\n")
    uri = put(aws, "manifest.json", json.dumps([{"prefix": f"s3://{BUCKET}/listed/"}, "x.jsonl", "z.jsonl"]))
    source = {"S3DataSource": {"S3DataType": "ManifestFile", "S3Uri": uri}}
    request = job(uri, TransformInput={"DataSource": source})
    assert run(aws, request)["TransformJobStatus"] == "Completed"
    assert sorted(results(aws, request)) == ["x.jsonl.out", "z.jsonl.out"]


def test_a_good_object_keeps_its_result_beside_one_that_fails(aws: Client) -> None:
    put(aws, "mixed/a.csv", "1,2\n")
    put(aws, "mixed/b.csv", ",".join(["1.0"] * FEATURES) + "\n")
    request = job(f"s3://{BUCKET}/mixed/", kind="text/csv")
    described = run(aws, request)
    assert described["TransformJobStatus"] == "Failed"
    assert f"1 of 2 objects failed; first s3://{BUCKET}/mixed/a.csv" in described["FailureReason"]
    assert sorted(results(aws, request)) == ["b.csv.out"]


def test_a_line_larger_than_the_payload_is_said(aws: Client) -> None:
    uri = put(aws, "large/a.jsonl", '"' + "x" * 1_100_000 + '"\n')
    described = run(aws, job(uri, MaxPayloadInMB=1))
    assert "MaxPayloadInMB allows 1048576" in described["FailureReason"]


@pytest.mark.parametrize(
    "changes",
    [
        {"DataProcessing": {"JoinSource": "Input"}},
        {"DataProcessing": {"OutputFilter": "$.prediction"}},
        {"TransformInput": {"SplitType": "RecordIO"}},
    ],
    ids=["join", "filter", "RecordIO"],
)
def test_what_would_come_out_differently_is_refused(aws: Client, changes: dict[str, Any]) -> None:
    with pytest.raises(ClientError, match="runs on AWS only") as raised:
        aws("sagemaker").create_transform_job(**job(f"s3://{BUCKET}/rows/", **changes))
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


def test_a_stopped_job_ends_stopped(aws: Client) -> None:
    put(aws, "stopped/a.jsonl", (GOOD + "\n") * 3000)
    request = job(f"s3://{BUCKET}/stopped/", BatchStrategy="SingleRecord")
    sagemaker = aws("sagemaker")
    sagemaker.create_transform_job(**request)
    sagemaker.stop_transform_job(TransformJobName=request["TransformJobName"])
    assert ended(aws, request["TransformJobName"])["TransformJobStatus"] == "Stopped"


def execute(aws: Client, definition: dict[str, Any], *, name: str, given: dict[str, str]) -> dict[str, Any]:
    """Run a new machine once; returns how the execution ended."""
    machines = aws("stepfunctions")
    machine = machines.create_state_machine(name=name, roleArn=ROLE, definition=json.dumps(definition))
    started = machines.start_execution(stateMachineArn=machine["stateMachineArn"], input=json.dumps(given))

    def described() -> dict[str, Any] | None:
        found: dict[str, Any] = machines.describe_execution(executionArn=started["executionArn"])
        return None if found["status"] == "RUNNING" else found

    return until(described, f"the end of {name}")


@pytest.mark.parametrize(("prefix", "status"), [("rows/", "SUCCEEDED"), ("nothing/", "FAILED")])
def test_a_state_machine_waits_for_the_job(aws: Client, prefix: str, status: str) -> None:
    put(aws, "rows/a.jsonl", GOOD + "\n")
    request = job(f"s3://{BUCKET}/{prefix}")
    task = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sagemaker:createTransformJob.sync",
        "Parameters": request,
        "End": True,
    }
    definition = {"StartAt": "Transform", "States": {"Transform": task}}
    described = execute(aws, definition, name=request["TransformJobName"], given={})
    assert described["status"] == status
    job_record = json.loads(described["output"] if status == "SUCCEEDED" else described["cause"])
    assert job_record["TransformJobName"] == request["TransformJobName"]
    if status == "FAILED":
        assert "no S3 objects found" in job_record["FailureReason"]


def test_the_batch_machine_needs_but_an_input_and_answers_a_bad_row_beside_the_good_ones(aws: Client) -> None:
    uri = put(aws, "machine/a.jsonl", f"{GOOD}\nno json\n")
    definition = batch_definition(
        batch=Batch(instance_type="ml.m5.large"),
        model_name="batch",
        job_prefix="machine-",
        output=f"s3://{BUCKET}/answered",
        key_arn=aws("kms").create_key()["KeyMetadata"]["Arn"],
    )
    described = execute(aws, definition, name="batch-machine", given={"input": uri})
    assert described["status"] == "SUCCEEDED", described
    execution = described["name"]
    body = aws("s3").get_object(Bucket=BUCKET, Key=f"answered/{execution}/a.jsonl.out")["Body"].read()
    assert [sorted(json.loads(line)) for line in body.splitlines()] == [["prediction"], ["error"]]


def test_an_ended_job_is_told_to_the_event_bus(aws: Client) -> None:
    sqs, events = aws("sqs"), aws("events")
    queue = sqs.create_queue(QueueName="transforms")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    pattern = {"detail-type": ["SageMaker Transform Job State Change"]}
    events.put_rule(Name="transforms", EventPattern=json.dumps(pattern))
    events.put_targets(Rule="transforms", Targets=[{"Id": "1", "Arn": arn}])
    request = job(put(aws, "told/a.jsonl", GOOD + "\n"))
    run(aws, request)
    messages = sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=20)["Messages"]
    detail = json.loads(messages[0]["Body"])["detail"]
    assert (detail["TransformJobName"], detail["TransformJobStatus"]) == (
        request["TransformJobName"],
        "Completed",
    )
