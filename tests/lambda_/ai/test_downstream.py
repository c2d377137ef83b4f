"""Whatever a service answers or fails with: a documented status, strict JSON, no internals, few calls.

200 examples a test; `HYPOTHESIS_EXAMPLES=2000` asks for more.
"""

from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError, ConnectTimeoutError, ReadTimeoutError
from hypothesis import given
from hypothesis import strategies as st

from tests.lambda_.ai.functions import Answer, Function, build
from tests.lambda_.ai.image_services import PNG
from tests.lambda_.ai.services import failure
from tests.lambda_.ai.test_contract import CHAT, IMAGES, TEXT, check, many

URL = "https://comprehend.us-east-1.amazonaws.com"
CODES = (
    "ThrottlingException",
    "ProvisionedThroughputExceededException",
    "InternalServerException",
    "ServiceUnavailableException",
    "ModelErrorException",
    "ModelTimeoutException",
    "ValidationException",
    "AccessDeniedException",
    "UnsupportedLanguageException",
    "InvalidImageFormatException",
    "SomethingNew",
)
SECRETS = ("123456789012", "amazonaws.com", "arn:")
NAMES = (
    *("ResultList", "ErrorList", "Index", "Sentiment", "SentimentScore", "Positive", "Negative", "Neutral"),
    *("Mixed", "Entities", "KeyPhrases", "Languages", "LanguageCode", "Score", "Type", "Text", "BeginOffset"),
    *("EndOffset", "TranslatedText", "SourceLanguageCode", "Labels", "Name", "Confidence", "Instances"),
    *("BoundingBox", "Left", "Top", "Width", "Height", "ModerationLabels", "TextDetections", "DetectedText"),
    *("Id", "ParentId", "FaceDetails", "Pose", "Roll", "output", "message", "content", "text", "stopReason"),
    *("usage", "inputTokens", "outputTokens", "trace", "guardrail", "inputAssessment"),
)
MOST_CALLS = 12

values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 3),
    st.just(10**400),
    st.floats(),
    st.sampled_from(["", "<html>", "\ud800", "POSITIVE", "end_turn", "e\u0323"]),
)
junk = st.dictionaries(
    st.sampled_from(NAMES),
    st.recursive(
        values,
        lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.sampled_from(NAMES), inner)),
        max_leaves=8,
    ),
)
failures = st.one_of(
    st.sampled_from(CODES).map(failure),
    st.sampled_from(
        [
            ReadTimeoutError(endpoint_url=URL),
            ConnectTimeoutError(endpoint_url=URL),
            ConnectionClosedError(endpoint_url=URL),
        ]
    ),
)
answers = st.lists(st.one_of(st.none(), failures, junk), min_size=1, max_size=4)
seconds = st.sampled_from([28_000, 28_000, 9_000, 3_000, 100])

ASKED: tuple[tuple[Function, str, Any], ...] = (
    *((TEXT, route, {"text": "Good day"}) for route in ("sentiment", "entities", "key-phrases", "language")),
    (TEXT, "pii", {"text": "Phở, an@example.com", "redact": True}),
    (TEXT, "translate", {"text": "Good", "target": "vi"}),
    (CHAT, "chat", {"messages": [{"role": "user", "content": "x"}]}),
    (CHAT, "summaries", {"text": "x"}),
    *((IMAGES, f"images/{route}", None) for route in ("labels", "moderation", "text", "faces")),
)


class Told(dict[str, list[Any]]):
    """What each operation answers, drawn when it is first asked: no route asks for all of them."""

    def __init__(self, data: st.DataObject) -> None:
        super().__init__()
        self._data = data

    def get(self, name: str, default: Any = None) -> Any:
        if name not in self:
            self[name] = self._data.draw(answers, label=name)
        return super().get(name, default)


def asked(function: Function, route: str, document: Any, left_ms: int) -> Answer:
    if document is None:
        return function.upload(route, PNG, remaining_ms=left_ms)
    return function.post(route, document, remaining_ms=left_ms)


@pytest.mark.parametrize(("function", "route", "document"), ASKED, ids=[route for _, route, _ in ASKED])
def test_whatever_a_service_answers_the_contract_is_kept(
    function: Function, route: str, document: Any
) -> None:
    services = [client for name, client in function.clients.items() if name != "s3"]

    @many
    @given(st.data(), seconds)
    def holds(data: st.DataObject, left_ms: int) -> None:
        function.forget()
        for client in services:
            client.answers = Told(data)
        try:
            answer = asked(function, route, document, left_ms)
        finally:
            for client in services:
                client.answers = {}
        check(function, route, answer)
        assert function.paid <= MOST_CALLS
        assert not [secret for secret in SECRETS if secret in answer.text]
        if answer.status in (429, 503):
            assert int(answer.header("retry-after") or 0) > 0 or answer.status == 503

    holds()


def test_nothing_of_one_example_is_left_for_the_next() -> None:
    assert build("ai_text").clients["comprehend"].answers == {}
    assert all(not client.answers for client in TEXT.clients.values())
