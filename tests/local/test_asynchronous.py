"""Asynchronous endpoints over the wire: a queue, results and failures in S3, notifications, nothing lost."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from tests.local.asynchronous_hosted import content, make_asynchronous, resize, send
from tests.local.conftest import Client
from tests.local.echo_emulator import echoing
from tests.local.hosted import BUCKET, configure, create, settle
from tests.local.processes import kill


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with echoing(tmp_path_factory) as made:
        yield made


def test_an_accepted_request_is_answered_where_the_202_said_and_notified(aws: Client) -> None:
    listener = make_asynchronous(aws, "plain")
    answer = send(aws, "plain", b'{"a": 1}', InferenceId="job-1")
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert answer["InferenceId"] == "job-1"
    assert answer["OutputLocation"].startswith(f"s3://{BUCKET}/plain/out/")
    assert answer["FailureLocation"].startswith(f"s3://{BUCKET}/plain/failed/")
    seen = json.loads(content(aws, answer["OutputLocation"]))
    assert (seen["body"], seen["type"]) == ('{"a": 1}', "application/json")
    (notice,) = listener.heard(1)
    assert notice.pop("eventTime") >= notice.pop("receivedTime")
    location = notice["requestParameters"].pop("inputLocation")
    assert location.startswith(f"s3://{BUCKET}/plain/in/")
    assert notice == {
        "awsRegion": "us-east-1",
        "invocationStatus": "Completed",
        "requestParameters": {"contentType": "application/json", "endpointName": "plain"},
        "responseParameters": {"contentType": "application/json", "outputLocation": answer["OutputLocation"]},
        "inferenceId": "job-1",
        "eventVersion": "1.0",
        "eventSource": "aws:sagemaker",
        "eventName": "InferenceResult",
    }


def test_a_body_can_come_with_the_request_and_the_output_be_named(aws: Client) -> None:
    make_asynchronous(aws, "inline")
    answer = aws("sagemaker-runtime").invoke_endpoint_async(
        EndpointName="inline", Body=b"inline", S3OutputPathExtension="day/one", Filename="mine.json"
    )
    assert answer["OutputLocation"] == f"s3://{BUCKET}/inline/out/day/one/mine.json"
    assert json.loads(content(aws, answer["OutputLocation"]))["body"] == "inline"


def test_a_refusal_of_the_model_is_a_failure_object_with_its_own_words(aws: Client) -> None:
    listener = make_asynchronous(aws, "picky")
    answer = send(aws, "picky", b"bad", InferenceId="job-2")
    assert content(aws, answer["FailureLocation"]) == b'{"title": "Bad Request"}'
    (notice,) = listener.heard(1)
    assert notice["invocationStatus"] == "Failed"
    assert "Received client error (400) from All" in notice["failureReason"]
    assert "responseParameters" not in notice


def test_an_input_that_is_not_there_is_a_failure(aws: Client) -> None:
    make_asynchronous(aws, "absent")
    answer = aws("sagemaker-runtime").invoke_endpoint_async(
        EndpointName="absent", InputLocation=f"s3://{BUCKET}/nothing"
    )
    assert b"cannot read" in content(aws, answer["FailureLocation"])


def test_requests_wait_for_the_first_instance_and_say_so(aws: Client) -> None:
    make_asynchronous(aws, "sleeping", instances=1)
    resize(aws, "sleeping", 0)
    answers = [send(aws, "sleeping") for _ in range(3)]
    now = datetime.now(UTC)
    found = aws("cloudwatch").get_metric_statistics(
        Namespace="AWS/SageMaker", MetricName="HasBacklogWithoutCapacity", Statistics=["Maximum"],
        Period=3600,
        Dimensions=[{"Name": "EndpointName", "Value": "sleeping"}],
        StartTime=now - timedelta(hours=1), EndTime=now + timedelta(hours=1),
    )  # fmt: skip
    assert max(point["Maximum"] for point in found["Datapoints"]) == 1
    resize(aws, "sleeping", 1)
    for answer in answers:
        content(aws, answer["OutputLocation"])


def test_no_accepted_request_is_lost_when_the_model_server_is_killed(aws: Client) -> None:
    listener = make_asynchronous(aws, "killed", most=2)
    pid = json.loads(content(aws, send(aws, "killed")["OutputLocation"]))["pid"]
    answers = [send(aws, "killed", b"sleep 1") for _ in range(6)]
    kill(pid)
    answered_by = {json.loads(content(aws, answer["OutputLocation"]))["pid"] for answer in answers}
    assert answered_by != {pid}
    assert {notice["invocationStatus"] for notice in listener.heard(7)} == {"Completed"}


def test_a_request_that_kills_every_server_it_meets_ends_as_a_failure(aws: Client) -> None:
    listener = make_asynchronous(aws, "deadly")
    answer = send(aws, "deadly", b"die")
    assert b"ended 3 times without an answer" in content(aws, answer["FailureLocation"])
    assert listener.heard(1)[0]["invocationStatus"] == "Failed"
    assert json.loads(content(aws, send(aws, "deadly")["OutputLocation"]))["model"] == "one"


def test_an_update_of_the_endpoint_loses_no_request(aws: Client) -> None:
    make_asynchronous(aws, "changing", most=1)
    answers = [send(aws, "changing", b"sleep 0.3") for _ in range(5)]
    make_asynchronous(aws, "changed", content="two", most=1)
    aws("sagemaker").update_endpoint(EndpointName="changing", EndpointConfigName="changed")
    settle(aws, "changing")
    models = [json.loads(content(aws, answer["OutputLocation"]))["model"] for answer in answers]
    assert set(models) <= {"one", "two"}


def test_a_deleted_endpoint_fails_what_still_waits(aws: Client) -> None:
    listener = make_asynchronous(aws, "doomed")
    resize(aws, "doomed", 0)
    answer = send(aws, "doomed")
    aws("sagemaker").delete_endpoint(EndpointName="doomed")
    assert b"The endpoint was deleted." in content(aws, answer["FailureLocation"])
    assert listener.heard(1)[0]["invocationStatus"] == "Failed"


def test_each_kind_of_endpoint_refuses_the_others_requests(aws: Client) -> None:
    make_asynchronous(aws, "queued")
    create(aws, "direct", a="x")
    runtime = aws("sagemaker-runtime")
    with pytest.raises(ClientError, match="use InvokeEndpointAsync") as raised:
        runtime.invoke_endpoint(EndpointName="queued", Body=b"{}")
    assert raised.value.response["Error"]["Code"] == "ValidationError"
    with pytest.raises(ClientError, match="use InvokeEndpoint"):
        runtime.invoke_endpoint_async(EndpointName="direct", InputLocation=f"s3://{BUCKET}/x")
    with pytest.raises(ClientError, match="either InputLocation or Body"):
        runtime.invoke_endpoint_async(EndpointName="queued")
    with pytest.raises(ClientError, match="128000 is the most"):
        runtime.invoke_endpoint_async(EndpointName="queued", Body=b" " * 128_001)
    with pytest.raises(ClientError, match="not found"):
        runtime.invoke_endpoint_async(EndpointName="nowhere", Body=b"{}")


def test_an_asynchronous_endpoint_becomes_a_direct_one_by_an_update(aws: Client) -> None:
    make_asynchronous(aws, "turned")
    configure(aws, "turned-direct", a="direct")
    aws("sagemaker").update_endpoint(EndpointName="turned", EndpointConfigName="turned-direct")
    settle(aws, "turned")
    answer = aws("sagemaker-runtime").invoke_endpoint(EndpointName="turned", Body=b"{}")
    assert json.loads(answer["Body"].read())["model"] == "direct"
