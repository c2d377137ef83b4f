"""What the text routes refuse, and what of the services they do not pass on."""

from typing import Any

import pytest

from tests.lambda_.ai.functions import Function
from tests.lambda_.ai.services import failure


@pytest.mark.parametrize("code", ["", "tlh", "en; DROP", "EN"])
def test_a_language_that_nothing_knows_is_refused_by_name(text: Function, code: str) -> None:
    answer = text.post("sentiment", {"text": "x", "language": code})
    assert (answer.status, answer.body["errors"][0]["field"], text.paid) == (400, "language", 0)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": "a", "texts": ["b"]}, "text"),
        ({"text": None}, "text"),
        ({"texts": []}, "texts"),
        ({"texts": ["a", " "]}, "texts[1]"),
        ({"texts": ["a", None]}, "texts[1]"),
        ({"text": 7}, "text"),
        ({"text": "a", "redact": "yes"}, "redact"),
        ({"text": "a", "": 1}, "(empty)"),
        ([], "body"),
    ],
)
def test_a_wrong_request_names_the_field(text: Function, body: Any, field: str) -> None:
    answer = text.post("pii", body)
    assert (answer.status, answer.body["errors"][0]["field"], text.paid) == (400, field, 0)
    assert not answer.body["errors"][0]["message"].startswith(("Value error", ":"))


def test_a_detected_language_that_nothing_knows_is_refused_and_names_the_text(text: Function) -> None:
    found = [
        {"Index": i, "Languages": [{"LanguageCode": c, "Score": 1.0}]} for i, c in enumerate(("en", "eo"))
    ]
    text.clients["comprehend"].answers["batch_detect_dominant_language"] = [{"ResultList": found}]
    answer = text.post("sentiment", {"texts": ["Good", "Saluton mondo"]})
    assert (answer.status, answer.body["errors"][0]["field"]) == (400, "texts[1]")
    assert "eo" in answer.body["detail"]


def test_a_text_that_comprehend_cannot_read_is_named(text: Function) -> None:
    reply = {"ResultList": [], "ErrorList": [{"Index": 1, "ErrorCode": "X", "ErrorMessage": "arn:aws:x"}]}
    text.clients["comprehend"].answers["batch_detect_sentiment"] = [reply]
    answer = text.post("sentiment", {"texts": ["a", "b"], "language": "en"})
    assert (answer.status, answer.body["errors"][0]["field"]) == (502, "texts[1]")


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"ResultList": [{"Index": 5, "Sentiment": "POSITIVE", "SentimentScore": {}}]},
        {"ResultList": [{"Index": 0, "Sentiment": "POSITIVE", "SentimentScore": {"Positive": 0.5}}]},
        {"ResultList": [{"Index": 0, "Sentiment": "POSITIVE", "SentimentScore": {"Positive": float("nan")}}]},
        {"ResultList": "none"},
    ],
)
def test_an_answer_of_another_shape_is_not_passed_on(text: Function, reply: dict[str, Any]) -> None:
    text.clients["comprehend"].answers["batch_detect_sentiment"] = [reply]
    assert text.post("sentiment", {"text": "a", "language": "en"}).status == 502


@pytest.mark.parametrize("span", [(3, 2), (0, 99), (-1, 2), (1, 1)])
def test_offsets_outside_the_text_are_not_passed_on(text: Function, span: tuple[int, int]) -> None:
    entity = {"BeginOffset": span[0], "EndOffset": span[1], "Score": 0.5, "Type": "PERSON"}
    reply = {"ResultList": [{"Index": 0, "Entities": [entity]}]}
    text.clients["comprehend"].answers["batch_detect_entities"] = [reply]
    assert text.post("entities", {"text": "short", "language": "en"}).status == 502


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("UnsupportedLanguagePairException", "source"),
        ("DetectedLanguageLowConfidenceException", "source"),
        ("ResourceNotFoundException", "terminology"),
    ],
)
def test_what_translate_refuses_names_the_field(text: Function, code: str, field: str) -> None:
    text.clients["translate"].answers["translate_text"] = [failure(code)]
    answer = text.post("translate", {"text": "x", "target": "vi"})
    assert (answer.status, answer.body["errors"][0]["field"]) == (400, field)
