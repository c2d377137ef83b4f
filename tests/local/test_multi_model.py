"""Multi-model endpoints over the wire: the starter under several names, loaded when asked for."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.settings import Settings
from tests.local.conftest import STARTER, Client
from tests.local.hosted import ROLE, settle
from tests.local.processes import kill, running_in
from tests.local.waiting import until

BUCKET = "many-models"
MOST = 2
FEATURES = len(json.loads((STARTER / "card.json").read_text())["features"])
BODY = json.dumps({"instances": [[1.0] * FEATURES]})


@pytest.fixture(scope="module")
def aws(client: Client) -> Iterator[Client]:
    client("s3").create_bucket(Bucket=BUCKET)
    for name in ("a", "b", "c", "team/d"):
        artifact = (STARTER / "model.tar.gz").read_bytes()
        client("s3").put_object(Bucket=BUCKET, Key=f"models/{name}.tar.gz", Body=artifact)
    container = {
        "Image": "x",
        "Mode": "MultiModel",
        "ModelDataUrl": f"s3://{BUCKET}/models/",
        "Environment": {"LAB2API_MOST_MODELS": str(MOST)},
    }
    sagemaker = client("sagemaker")
    sagemaker.create_model(ModelName="many", ExecutionRoleArn=ROLE, PrimaryContainer=container)
    variant = {
        "VariantName": "All",
        "ModelName": "many",
        "InstanceType": "ml.m5.large",
        "InitialInstanceCount": 1,
    }
    sagemaker.create_endpoint_config(EndpointConfigName="many", ProductionVariants=[variant])
    sagemaker.create_endpoint(EndpointName="many", EndpointConfigName="many")
    assert settle(client, "many")["EndpointStatus"] == "InService"
    yield client
    for name in ("many", "single"):
        sagemaker.delete_endpoint(EndpointName=name)
        sagemaker.delete_model(ModelName=name)


def predict(aws: Client, target: str | None) -> dict[str, Any]:
    named = {} if target is None else {"TargetModel": target}
    answer = aws("sagemaker-runtime").invoke_endpoint(
        EndpointName="many", Body=BODY, ContentType="application/json", **named
    )
    found: dict[str, Any] = json.loads(answer["Body"].read())
    return found


def models_on_disk(emulator: Settings) -> int:
    return len(list((emulator.state / "endpoints").glob("many-All-*/models/*")))


def test_models_are_loaded_when_asked_for_and_the_least_recently_used_gives_way(
    aws: Client, emulator: Settings
) -> None:
    assert models_on_disk(emulator) == 0
    for target in ("a.tar.gz", "b.tar.gz", "c.tar.gz", "team/d.tar.gz", "a.tar.gz"):
        assert predict(aws, target)["predictions"]
        assert models_on_disk(emulator) <= MOST
    assert models_on_disk(emulator) == MOST


def test_a_target_that_is_not_there_is_a_validation_error(aws: Client) -> None:
    with pytest.raises(ClientError, match=r"models/absent\.tar\.gz") as raised:
        predict(aws, "absent.tar.gz")
    assert raised.value.response["Error"]["Code"] == "ValidationError"
    with pytest.raises(ClientError, match="leaves the prefix"):
        predict(aws, "../secret.tar.gz")


def test_a_request_without_a_target_is_a_validation_error(aws: Client) -> None:
    with pytest.raises(ClientError, match="missing a target model header") as raised:
        predict(aws, None)
    assert raised.value.response["Error"]["Code"] == "ValidationError"


def test_a_killed_container_loads_its_models_again(aws: Client, emulator: Settings) -> None:
    predict(aws, "a.tar.gz")
    for pid in running_in(emulator, "endpoints/many-All-"):
        kill(pid)
    assert until(lambda: _answer(aws), "an answer of the container that was started again")["predictions"]


def _answer(aws: Client) -> dict[str, Any] | None:
    """Ask as a client does: one that is told to come back, because the container still starts, comes back."""
    try:
        return predict(aws, "a.tar.gz")
    except ClientError as error:
        assert error.response["Error"]["Code"] == "ServiceUnavailable"
        return None


@pytest.mark.parametrize(
    "changes",
    [
        {"AsyncInferenceConfig": {"OutputConfig": {"S3OutputPath": f"s3://{BUCKET}/out"}}},
        {"serverless": True},
    ],
    ids=["asynchronous", "serverless"],
)
def test_a_multi_model_has_no_queue_and_no_serverless_endpoint(aws: Client, changes: dict[str, Any]) -> None:
    variant: dict[str, Any] = {"VariantName": "All", "ModelName": "many"}
    if changes.pop("serverless", False):
        variant["ServerlessConfig"] = {"MemorySizeInMB": 2048, "MaxConcurrency": 1}
    with pytest.raises(ClientError, match="is a multi-model"):
        aws("sagemaker").create_endpoint_config(
            EndpointConfigName="no", ProductionVariants=[variant], **changes
        )


def test_a_target_on_an_endpoint_of_one_model_is_a_validation_error(aws: Client) -> None:
    container = {"Image": "x", "ModelDataUrl": f"s3://{BUCKET}/models/a.tar.gz"}
    sagemaker = aws("sagemaker")
    sagemaker.create_model(ModelName="single", ExecutionRoleArn=ROLE, PrimaryContainer=container)
    variant = {"VariantName": "All", "ModelName": "single", "InitialInstanceCount": 1}
    sagemaker.create_endpoint_config(
        EndpointConfigName="single", ProductionVariants=[{**variant, "InstanceType": "ml.m5.large"}]
    )
    sagemaker.create_endpoint(EndpointName="single", EndpointConfigName="single")
    settle(aws, "single")
    with pytest.raises(ClientError, match="does not support target model header"):
        aws("sagemaker-runtime").invoke_endpoint(EndpointName="single", TargetModel="a.tar.gz", Body=BODY)
