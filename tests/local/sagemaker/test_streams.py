"""InvokeEndpointWithResponseStream by boto3, over a container that waits between its parts."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, EventStreamError

from local import ports, process
from local.settings import Settings
from tests.local.conftest import Client, client_of
from tests.local.hosted import BUCKET, create

NAME = "trickle"


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    code = tmp_path_factory.mktemp("code")
    shutil.copy(Path(__file__).parents[1] / "trickling_server.py", code / "serve.py")
    settings = Settings(port=ports.free(), state=tmp_path_factory.mktemp("state"), model_code=code)
    process.start(settings)
    made = client_of(settings)
    made("s3").create_bucket(Bucket=BUCKET)
    create(made, NAME, all="x")
    yield made
    process.stop(settings)


def stream(aws: Client, body: bytes, **more: str) -> dict[str, Any]:
    answered: dict[str, Any] = aws("sagemaker-runtime").invoke_endpoint_with_response_stream(
        EndpointName=NAME, Body=body, ContentType="text/plain", **more
    )
    return answered


def part(events: Iterator[dict[str, Any]]) -> bytes:
    data: bytes = next(events)["PayloadPart"]["Bytes"]
    return data


def test_the_first_part_is_here_before_the_container_makes_the_second(aws: Client) -> None:
    answered = stream(aws, b"stream", Accept="application/jsonlines")
    events = iter(answered["Body"])
    assert part(events) == b"one"
    aws("sagemaker-runtime").invoke_endpoint(EndpointName=NAME, Body=b"go")
    assert part(events) == b"two"
    assert list(events) == []
    assert answered["ContentType"] == "told application/jsonlines"
    assert answered["CustomAttributes"] == "model-version=3"
    assert answered["InvokedProductionVariant"] == "all"


def test_what_the_container_refuses_is_a_model_error_with_its_words(aws: Client) -> None:
    with pytest.raises(ClientError, match="Bad Request") as raised:
        stream(aws, b"refuse")
    assert raised.value.response["Error"]["Code"] == "ModelError"
    assert raised.value.response["OriginalStatusCode"] == 400


def test_a_container_that_breaks_off_is_an_exception_of_the_stream(aws: Client) -> None:
    with closing(stream(aws, b"break")["Body"]) as body:
        events = iter(body)
        assert part(events) == b"one"
        with pytest.raises(EventStreamError, match="broke off"):
            next(events)


def test_an_endpoint_that_is_not_there_is_a_validation_error(aws: Client) -> None:
    with pytest.raises(ClientError, match="not found"):
        aws("sagemaker-runtime").invoke_endpoint_with_response_stream(EndpointName="none", Body=b"x")
