"""Calls as boto3 makes them, answered in this process, and the pages that examples/ renders."""

import base64
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PIL import Image

from local.ai import service, worker

TARGETS = {
    "comprehend": "Comprehend_20171127",
    "translate": "AWSShineFrontendService_20170701",
    "textract": "Textract",
    "rekognition": "RekognitionService",
}
Answered = tuple[int, dict[str, Any], dict[str, Any]]
Ask = Callable[..., Answered]


@pytest.fixture
def ask() -> Ask:
    """Ask an operation over the wire format: status, headers and the decoded body."""

    def asked(name: str, operation: str, **request: Any) -> Answered:
        headers = {"x-amz-target": f"{TARGETS.get(name, '')}.{operation}"}
        body = json.dumps(request, default=lambda value: base64.b64encode(value).decode()).encode()
        path = f"/model/{request.get('modelId', 'm')}/{operation}" if name == "bedrock-runtime" else "/"
        status, answered, payload = service.answer(name, path, headers, body)
        return status, answered, json.loads(payload)

    return asked


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    service.terminologies.reset()
    service.guardrails.reset()
    service.jobs.reset()


@pytest.fixture(scope="session", autouse=True)
def _end_of_worker() -> Iterator[None]:
    yield
    worker.stop()


def png(image: Image.Image) -> bytes:
    """Return an image as a PNG at 150 dpi."""
    written = io.BytesIO()
    image.save(written, "PNG", dpi=(150, 150))
    return written.getvalue()
