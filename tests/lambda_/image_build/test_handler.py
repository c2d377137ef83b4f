"""CloudFormation is answered in every case; without an answer it would wait for an hour."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import Any

import pytest

from image_build import handler
from image_build.core import ImageBuildError
from image_build.settings import ImageProperties

URIS = {
    name: f"registry/images@sha256:{digit * 64}" for name, digit in (("ImageUri", "0"), ("JobsImageUri", "1"))
}
CONTEXT: Any = SimpleNamespace(
    function_name="f",
    memory_limit_in_mb=256,
    invoked_function_arn="arn:aws:lambda:us-east-1:000000000000:function:f",
    aws_request_id="1",
    get_remaining_time_in_millis=lambda: 900_000,
)


class Answers:
    """A loopback stand-in for the presigned URL."""

    def __init__(self) -> None:
        received: list[dict[str, Any]] = []

        class Receiver(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *arguments: object) -> None:
                """Keep the test's output clean."""

        self.received = received
        self.server = HTTPServer(("127.0.0.1", 0), Receiver)
        self.url = f"http://127.0.0.1:{self.server.server_port}/answer"


@pytest.fixture
def answers() -> Iterator[Answers]:
    answers = Answers()
    thread = threading.Thread(target=answers.server.serve_forever)
    thread.start()
    yield answers
    answers.server.shutdown()
    thread.join()
    answers.server.server_close()


def event(answers: Answers, request_type: str = "Create", **properties: str) -> dict[str, Any]:
    image = {
        "ServiceToken": "arn",
        "ServiceTimeout": "900",
        "ProjectName": "project",
        "RepositoryName": "images",
        "RepositoryUri": "registry/images",
        "ImageTag": "abc123",
        "JobsImageTag": "abc123-jobs",
    }
    return {
        "RequestType": request_type,
        "ResponseURL": answers.url,
        "StackId": "stack",
        "RequestId": "request",
        "ResourceType": "Custom::InferenceImage",
        "LogicalResourceId": "Image",
        "ResourceProperties": image | properties,
    }


@pytest.fixture
def build(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replace the build by a canned answer; returns the tags asked for."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    asked: list[str] = []

    def canned(image: ImageProperties, **_: object) -> dict[str, str]:
        asked.append(image.image_tag)
        return URIS

    monkeypatch.setattr(handler, "image_uris", canned)
    return asked


@pytest.mark.parametrize("request_type", ["Create", "Update"])
def test_the_addresses_by_digest_are_answered(answers: Answers, build: list[str], request_type: str) -> None:
    handler.handle(event(answers, request_type), CONTEXT)
    (answer,) = answers.received
    assert (answer["Status"], answer["Data"]) == ("SUCCESS", URIS)
    assert (answer["StackId"], answer["RequestId"], answer["LogicalResourceId"]) == (
        "stack",
        "request",
        "Image",
    )
    assert build == ["abc123"]


def test_a_delete_builds_nothing_and_succeeds(answers: Answers, build: list[str]) -> None:
    handler.handle(event(answers, "Delete") | {"PhysicalResourceId": "InferenceImage"}, CONTEXT)
    (answer,) = answers.received
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", "InferenceImage")
    assert build == []


def test_an_update_keeps_the_physical_id_so_that_nothing_is_deleted(
    answers: Answers, build: list[str]
) -> None:
    handler.handle(event(answers), CONTEXT)
    handler.handle(
        event(answers, "Update", ImageTag="def") | {"PhysicalResourceId": "InferenceImage"}, CONTEXT
    )
    assert {answer["PhysicalResourceId"] for answer in answers.received} == {"InferenceImage"}
    assert build == ["abc123", "def"]


def test_a_failed_build_is_answered_with_its_reason(
    answers: Answers, build: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> str:
        raise ImageBuildError("Build project:1 ended FAILED in BUILD. Log: https://logs.example/1")

    monkeypatch.setattr(handler, "image_uris", fail)
    handler.handle(event(answers), CONTEXT)
    (answer,) = answers.received
    assert (answer["Status"], answer["Data"]) == ("FAILED", {})
    assert answer["Reason"].endswith("Log: https://logs.example/1")


def test_wrong_properties_are_answered_by_name(answers: Answers, build: list[str]) -> None:
    handler.handle(event(answers, ImageTag="not a tag"), CONTEXT)
    (answer,) = answers.received
    assert answer["Status"] == "FAILED"
    assert "ImageTag" in answer["Reason"]
    assert build == []
