"""What is logged about a failure: its type, its code and its place, never what the request said."""

import io
import json
from typing import Any

import pytest
from botocore.exceptions import ParamValidationError

from tests.lambda_.ai.functions import Function
from tests.lambda_.ai.services import failure

SECRET = "Nguyễn Văn An, 079203001234"
_SPAN = {"Type": SECRET, "Score": SECRET, "BeginOffset": 0, "EndOffset": 1}


@pytest.mark.parametrize(
    ("answer", "status", "told"),
    [
        ({"Entities": [_SPAN]}, 502, "ValidationError float_parsing in FoundEntities"),
        ({"Entities": SECRET}, 502, "ValidationError list_type in FoundEntities"),
        (failure("SomethingNew", SECRET), 502, "ClientError SomethingNew in Operation"),
        (failure("ServiceUnavailableException", SECRET), 503, "ServiceUnavailableException"),
        (ParamValidationError(report=SECRET), 500, "ParamValidationError"),
        (RuntimeError(SECRET), 500, "RuntimeError"),
    ],
)
def test_a_text_never_reaches_the_log(
    text: Function, monkeypatch: pytest.MonkeyPatch, answer: Any, status: int, told: str
) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(text.routes.telemetry.logger.registered_handler, "stream", stream)
    text.clients["comprehend"].answers["detect_pii_entities"] = [answer]
    assert text.post("pii", {"text": SECRET, "language": "en"}).status == status
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert told in str(lines)
    for part in ("079203001234", "Nguy", "Văn"):
        assert part not in str(lines)
