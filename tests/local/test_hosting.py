"""Endpoints over the wire: real processes, real S3, CloudWatch and Logs of one emulator."""

import io
import json
import os
import shutil
import signal
import tarfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local import ports, process
from local.settings import Settings
from tests.local.conftest import Client, client_of

ROLE = "arn:aws:iam::000000000000:role/execution"
BUCKET = "artifacts"


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """An emulator whose model server only echoes, so that the tests say what they are about."""
    code = tmp_path_factory.mktemp("code")
    shutil.copy(Path(__file__).parent / "echo_server.py", code / "serve.py")
    settings = Settings(port=ports.free(), state=tmp_path_factory.mktemp("state"), model_code=code)
    process.start(settings)
    made = client_of(settings)
    made("s3").create_bucket(Bucket=BUCKET)
    yield made
    process.stop(settings)


def configure(aws: Client, name: str, **models: str) -> None:
    """Put one artifact a variant, with the keyword's value in it, and make an endpoint configuration."""
    variants = []
    for variant, content in models.items():
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz") as tar:
            entry = tarfile.TarInfo("model.txt")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content.encode()))
        key = f"{name}/{variant}/model.tar.gz"
        aws("s3").put_object(Bucket=BUCKET, Key=key, Body=packed.getvalue())
        container = {
            "Image": "x",
            "ModelDataUrl": f"s3://{BUCKET}/{key}",
            "Environment": {"FLAVOUR": variant},
        }
        model = f"{name}-{variant}"
        aws("sagemaker").create_model(ModelName=model, ExecutionRoleArn=ROLE, PrimaryContainer=container)
        variants.append(
            {
                "VariantName": variant,
                "ModelName": model,
                "InitialInstanceCount": 1,
                "InstanceType": "ml.m5.large",
            }
        )
    aws("sagemaker").create_endpoint_config(EndpointConfigName=name, ProductionVariants=variants)


def settle(aws: Client, name: str) -> dict[str, Any]:
    for _ in range(200):
        described: dict[str, Any] = aws("sagemaker").describe_endpoint(EndpointName=name)
        if described["EndpointStatus"] not in ("Creating", "Updating"):
            return described
        time.sleep(0.05)
    raise AssertionError(f"{name} does not settle")


def create(aws: Client, name: str, **models: str) -> dict[str, Any]:
    configure(aws, name, **models)
    aws("sagemaker").create_endpoint(EndpointName=name, EndpointConfigName=name)
    return settle(aws, name)


def invoke(aws: Client, name: str, body: bytes = b"{}", **more: str) -> dict[str, Any]:
    answer = aws("sagemaker-runtime").invoke_endpoint(
        EndpointName=name, Body=body, ContentType="application/json", **more
    )
    seen: dict[str, Any] = json.loads(answer["Body"].read())
    return seen | {"variant": answer["InvokedProductionVariant"]}


def test_an_endpoint_serves_its_artifact_with_its_variables(aws: Client) -> None:
    assert create(aws, "first", a="one")["EndpointStatus"] == "InService"
    seen = invoke(aws, "first")
    assert (seen["model"], seen["variable"], seen["type"]) == ("one", "a", "application/json")


def test_a_broken_update_leaves_the_old_process_serving(aws: Client) -> None:
    create(aws, "steady", a="good")
    before = invoke(aws, "steady")["pid"]
    configure(aws, "steady-broken", a="broken")
    aws("sagemaker").update_endpoint(EndpointName="steady", EndpointConfigName="steady-broken")
    described = settle(aws, "steady")
    assert described["EndpointStatus"] == "InService"
    assert described["EndpointConfigName"] == "steady"
    assert "the model cannot be loaded" in described["FailureReason"]
    assert invoke(aws, "steady")["pid"] == before


def test_an_update_swaps_to_a_new_process_and_ends_the_old_one(aws: Client) -> None:
    create(aws, "moving", a="old")
    before = invoke(aws, "moving")["pid"]
    configure(aws, "moving-new", a="new")
    aws("sagemaker").update_endpoint(EndpointName="moving", EndpointConfigName="moving-new")
    settle(aws, "moving")
    assert invoke(aws, "moving")["model"] == "new"
    assert not alive(before)


def test_an_endpoint_that_never_came_up_is_failed_and_says_why(aws: Client) -> None:
    described = create(aws, "stillborn", a="broken")
    assert described["EndpointStatus"] == "Failed"
    assert "the model cannot be loaded" in described["FailureReason"]
    with pytest.raises(ClientError, match="not found"):
        invoke(aws, "stillborn")


def test_a_killed_model_server_answers_again_within_five_seconds(aws: Client) -> None:
    create(aws, "phoenix", a="x")
    first = invoke(aws, "phoenix")["pid"]
    os.kill(first, signal.SIGKILL)
    started = time.monotonic()
    assert invoke(aws, "phoenix")["pid"] != first
    assert time.monotonic() - started < 5


def test_traffic_follows_the_weights_and_a_named_variant_wins(aws: Client) -> None:
    create(aws, "split", a="one", b="two")
    weights = [{"VariantName": "a", "DesiredWeight": 0.0}, {"VariantName": "b", "DesiredWeight": 1.0}]
    aws("sagemaker").update_endpoint_weights_and_capacities(
        EndpointName="split", DesiredWeightsAndCapacities=weights
    )
    assert {invoke(aws, "split")["variant"] for _ in range(10)} == {"b"}
    assert invoke(aws, "split", TargetVariant="a")["model"] == "one"


def test_an_error_of_the_model_is_a_model_error_with_its_own_status(aws: Client) -> None:
    create(aws, "strict", a="x")
    with pytest.raises(ClientError) as raised:
        invoke(aws, "strict", b"bad")
    assert raised.value.response["Error"]["Code"] == "ModelError"
    assert raised.value.response["OriginalStatusCode"] == 400
    assert "Bad Request" in raised.value.response["OriginalMessage"]


def test_invocations_are_counted_and_the_container_log_has_the_request_id(aws: Client) -> None:
    create(aws, "counted", a="x")
    for number in range(3):
        invoke(aws, "counted", CustomAttributes=f"request-id=r{number}")
    now = datetime.now(UTC)
    found = aws("cloudwatch").get_metric_statistics(
        Namespace="AWS/SageMaker", MetricName="Invocations", Statistics=["Sum"], Period=3600,
        Dimensions=[{"Name": "EndpointName", "Value": "counted"}, {"Name": "VariantName", "Value": "a"}],
        StartTime=now - timedelta(hours=1), EndTime=now + timedelta(hours=1),
    )  # fmt: skip
    assert sum(point["Sum"] for point in found["Datapoints"]) == 3
    assert "invoked request-id=r2" in container_log(aws, "counted")


def test_a_deleted_endpoint_leaves_no_process(aws: Client) -> None:
    create(aws, "gone", a="x")
    pid = invoke(aws, "gone")["pid"]
    aws("sagemaker").delete_endpoint(EndpointName="gone")
    deadline = time.monotonic() + 5
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(pid)


def container_log(aws: Client, endpoint: str) -> list[str]:
    for _ in range(40):
        events = aws("logs").filter_log_events(logGroupName=f"/aws/sagemaker/Endpoints/{endpoint}")["events"]
        if len(events) >= 3:
            break
        time.sleep(0.05)
    return [event["message"] for event in events]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
