"""Asynchronous endpoints of the echo server, the queue that hears of their results, and their objects."""

import json
import time
from typing import Any

from botocore.exceptions import ClientError

from tests.local.component_hosted import make_model
from tests.local.conftest import Client
from tests.local.hosted import BUCKET, settle

WAIT_SECONDS = 90.0


class Listener:
    """A queue behind the topics of an endpoint."""

    def __init__(self, aws: Client, name: str) -> None:
        self._sqs = aws("sqs")
        sns = aws("sns")
        self.topic: str = sns.create_topic(Name=name)["TopicArn"]
        self._queue = self._sqs.create_queue(QueueName=name)["QueueUrl"]
        arn = self._sqs.get_queue_attributes(QueueUrl=self._queue, AttributeNames=["QueueArn"])["Attributes"]
        sns.subscribe(
            TopicArn=self.topic, Protocol="sqs", Endpoint=arn["QueueArn"],
            Attributes={"RawMessageDelivery": "true"},
        )  # fmt: skip

    def heard(self, count: int) -> list[dict[str, Any]]:
        """Wait for so many notifications."""
        found: list[dict[str, Any]] = []
        deadline = time.monotonic() + WAIT_SECONDS
        while len(found) < count and time.monotonic() < deadline:
            answer = self._sqs.receive_message(
                QueueUrl=self._queue, MaxNumberOfMessages=10, WaitTimeSeconds=1
            )
            for message in answer.get("Messages", []):
                found.append(json.loads(message["Body"]))
                self._sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"])
        assert len(found) == count, found
        return found


def make_asynchronous(
    aws: Client, name: str, *, instances: int = 1, most: int = 4, content: str = "one"
) -> Listener:
    listener = Listener(aws, name)
    output = {
        "S3OutputPath": f"s3://{BUCKET}/{name}/out/",
        "S3FailurePath": f"s3://{BUCKET}/{name}/failed/",
        "NotificationConfig": {"SuccessTopic": listener.topic, "ErrorTopic": listener.topic},
    }
    variant = {
        "VariantName": "All",
        "ModelName": make_model(aws, name, content),
        "InstanceType": "ml.m5.large",
        "InitialInstanceCount": instances,
    }
    aws("sagemaker").create_endpoint_config(
        EndpointConfigName=name,
        ProductionVariants=[variant],
        AsyncInferenceConfig={
            "OutputConfig": output,
            "ClientConfig": {"MaxConcurrentInvocationsPerInstance": most},
        },
    )
    aws("sagemaker").create_endpoint(EndpointName=name, EndpointConfigName=name)
    described = settle(aws, name)
    assert described["EndpointStatus"] == "InService", described
    return listener


def send(aws: Client, name: str, body: bytes = b"{}", **more: Any) -> dict[str, Any]:
    """Put an input object and ask for its result."""
    key = f"{name}/in/{time.monotonic_ns()}"
    aws("s3").put_object(Bucket=BUCKET, Key=key, Body=body)
    answer: dict[str, Any] = aws("sagemaker-runtime").invoke_endpoint_async(
        EndpointName=name, InputLocation=f"s3://{BUCKET}/{key}", ContentType="application/json", **more
    )
    return answer


def resize(aws: Client, name: str, count: int) -> None:
    aws("sagemaker").update_endpoint_weights_and_capacities(
        EndpointName=name,
        DesiredWeightsAndCapacities=[{"VariantName": "All", "DesiredInstanceCount": count}],
    )
    assert settle(aws, name)["ProductionVariants"][0]["CurrentInstanceCount"] == count


def content(aws: Client, location: str) -> bytes:
    """Wait for an object and return it."""
    bucket, _, key = location.removeprefix("s3://").partition("/")
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            return bytes(aws("s3").get_object(Bucket=bucket, Key=key)["Body"].read())
        except ClientError:
            assert time.monotonic() < deadline, location
            time.sleep(0.05)
