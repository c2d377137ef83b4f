"""The entry point with botocore's own stubs: which calls are made, and what AWS's errors become."""

import io
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError
from botocore.response import StreamingBody
from botocore.stub import Stubber

from http_api.problems import Kind
from http_api.retries import AttemptError
from served_models.endpoint import ATTEMPT_SECONDS, Address
from served_models.kept import ReadError
from tests.lambda_.inference_proxy.samples import ENVIRON


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    for name, value in ENVIRON.items():
        monkeypatch.setenv(name, value)
    from inference_proxy import handler  # noqa: F401 - with the variables set
    from served_models import aws

    return aws


@pytest.fixture
def runtime(handler: ModuleType) -> Iterator[Stubber]:
    with Stubber(boto3.client("sagemaker-runtime", region_name="us-east-1")) as stubber:
        yield stubber


def invoke(handler: ModuleType, stubber: Stubber) -> bytes:
    ask = handler.invoking(stubber.client)
    answer = ask(address=Address(endpoint="dev-iris"), body=b"{}", attributes="request-id=r")
    return bytes(answer.body)


def test_the_paid_call_is_exactly_this(handler: ModuleType, runtime: Stubber) -> None:
    expected = {
        "EndpointName": "dev-iris",
        "Body": b"{}",
        "ContentType": "application/json",
        "Accept": "application/json",
        "CustomAttributes": "request-id=r",
    }
    answer = {"Body": StreamingBody(io.BytesIO(b"ok"), 2)}
    runtime.add_response("invoke_endpoint", answer, expected)
    assert invoke(handler, runtime) == b"ok"


@pytest.mark.parametrize(
    ("code", "kind", "retryable"),
    [
        ("ThrottlingException", Kind.THROTTLED, True),
        ("ServiceUnavailable", Kind.UNAVAILABLE, True),
        ("InternalFailure", Kind.UNAVAILABLE, True),
        ("ModelNotReadyException", Kind.UNAVAILABLE, True),
        ("ValidationError", Kind.UNAVAILABLE, False),
        ("ModelError", Kind.MODEL_FAILED, False),
        ("AccessDeniedException", Kind.MODEL_FAILED, False),
    ],
)
def test_an_error_code_becomes_a_kind(
    handler: ModuleType, runtime: Stubber, code: str, kind: Kind, retryable: bool
) -> None:
    runtime.add_client_error("invoke_endpoint", code, "Endpoint of account 123456789012 not found")
    with pytest.raises(AttemptError) as caught:
        invoke(handler, runtime)
    assert (caught.value.kind, caught.value.retryable) == (kind, retryable)
    assert "123456789012" not in caught.value.detail


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ReadTimeoutError(endpoint_url="https://x"), Kind.DEADLINE_EXCEEDED),
        (ConnectTimeoutError(endpoint_url="https://x"), Kind.UNAVAILABLE),
    ],
)
def test_a_broken_connection_becomes_a_kind(handler: ModuleType, error: Exception, kind: Kind) -> None:
    class Client:
        def invoke_endpoint(self, **_: Any) -> Any:
            raise error

    with pytest.raises(AttemptError) as caught:
        handler.invoking(Client())(address=Address(endpoint="e"), body=b"", attributes="")
    assert caught.value.kind is kind


def test_every_page_of_parameters_is_read(handler: ModuleType) -> None:
    path = {"Path": "/lab2api/dev/models", "Recursive": False}
    with Stubber(boto3.client("ssm", region_name="us-east-1")) as stubber:
        for name, token, extra in (("a", "more", {}), ("b", None, {"NextToken": "more"})):
            page: dict[str, Any] = {"Parameters": [{"Name": f"/lab2api/dev/models/{name}", "Value": name}]}
            page |= {"NextToken": token} if token else {}
            stubber.add_response("get_parameters_by_path", page, path | extra)
        assert handler.read_parameters(stubber.client, "/lab2api/dev/models") == {"a": "a", "b": "b"}


def test_endless_pages_end(handler: ModuleType) -> None:
    class Client:
        pages = 0

        def get_parameters_by_path(self, **_: Any) -> dict[str, Any]:
            self.pages += 1
            return {"Parameters": [], "NextToken": "again"}

    client = Client()
    with pytest.raises(ReadError):
        handler.read_parameters(client, "/x")
    assert client.pages == handler.MOST_PAGES


def test_a_refused_read_is_a_read_error(handler: ModuleType) -> None:
    with Stubber(boto3.client("s3", region_name="us-east-1")) as stubber:
        stubber.add_client_error("get_object", "AccessDenied")
        with pytest.raises(ReadError):
            handler.read_object(stubber.client, "bucket", "key")
    with Stubber(boto3.client("ssm", region_name="us-east-1")) as stubber:
        stubber.add_client_error("get_parameters_by_path", "ThrottlingException")
        with pytest.raises(ReadError):
            handler.read_parameters(stubber.client, "/x")


def test_botocore_retries_nothing_that_is_paid_for(handler: ModuleType) -> None:
    client = boto3.client("sagemaker-runtime", region_name="us-east-1", config=handler.ASK_ONCE)
    assert client.meta.config.retries["total_max_attempts"] == 1
    assert client.meta.config.connect_timeout + client.meta.config.read_timeout <= ATTEMPT_SECONDS
