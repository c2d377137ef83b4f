"""Every answer says what it cost, metrics count it by client, and failures are told without internals."""

import json

import pytest
from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
)

from http_api.prices import read_prices
from http_api.retries import MOST_ATTEMPTS
from http_api.text_limits import comprehend_units
from tests.lambda_.ai.functions import Function
from tests.lambda_.ai.image_services import PNG
from tests.lambda_.ai.services import failure

ENDPOINT = "https://comprehend.us-east-1.amazonaws.com"


def test_units_and_price_are_in_the_headers(text: Function) -> None:
    answer = text.post("sentiment", {"text": "x" * 301, "language": "en"})
    assert answer.header("x-lab2api-units") == "comprehend:BatchDetectSentiment=4"
    assert answer.header("x-lab2api-price-usd") == "0.000400000"
    assert answer.header("x-lab2api-price-basis") == "us-east-1 2026-11-22"
    assert answer.header("x-lab2api-stand-in") is None


@pytest.mark.parametrize(("length", "units"), [(1, 3), (300, 3), (301, 4), (400, 4), (401, 5)])
def test_a_unit_is_a_hundred_characters_and_three_at_least(length: int, units: int) -> None:
    assert comprehend_units("đ" * length) == units


def test_a_vietnamese_review_pays_for_language_translation_and_sentiment(text: Function) -> None:
    sent = "Phở ngon tuyệt vời!"
    answer = text.post("sentiment", {"text": sent})
    assert answer.header("x-lab2api-units") == (
        "comprehend:BatchDetectDominantLanguage=3,comprehend:BatchDetectSentiment=3,"
        f"translate:TranslateText={len(sent)}"
    )


def test_tokens_and_guardrail_units_are_what_bedrock_counted(chat: Function) -> None:
    answer = chat.post("chat", {"messages": [{"role": "user", "content": "four"}]})
    assert answer.header("x-lab2api-units") == (
        "bedrock:ApplyGuardrail.ContentPolicyUnits=3,bedrock:Converse.InputTokens=4,"
        "bedrock:Converse.OutputTokens=7"
    )


def test_a_refused_request_says_that_it_cost_nothing(text: Function) -> None:
    answer = text.post("sentiment", {"text": ""})
    assert (answer.status, answer.header("x-lab2api-units")) == (400, "")
    assert answer.header("x-lab2api-price-usd") == "0.000000000"


def test_a_request_that_failed_halfway_says_what_it_used(text: Function) -> None:
    text.clients["comprehend"].answers["batch_detect_sentiment"] = [failure("InternalServerException")]
    answer = text.post("sentiment", {"text": "Good"})
    assert answer.status == 503
    assert answer.header("x-lab2api-units") == "comprehend:BatchDetectDominantLanguage=3"


def test_one_request_does_not_pay_for_the_one_before(text: Function) -> None:
    text.post("sentiment", {"text": "Good"})
    answer = text.post("language", {"text": "Good"})
    assert answer.header("x-lab2api-units") == "comprehend:BatchDetectDominantLanguage=3"


def test_a_stand_in_is_named_in_the_answer(images: Function) -> None:
    images.clients["rekognition"].stand_in = "colour histogram"
    assert images.upload("images/labels", PNG).header("x-lab2api-stand-in") == "colour histogram"


def test_each_operation_is_a_metric_of_the_client(text: Function, capsys: pytest.CaptureFixture[str]) -> None:
    text.post("translate", {"text": "Good", "target": "vi"})
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"ApiKeyId"' in line]
    [line] = [line for line in lines if "EstimatedUsd" in line]
    assert line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["ApiKeyId", "Service", "Operation"]]
    assert (line["ApiKeyId"], line["Service"], line["Operation"]) == (
        "k1l2m3n4o5",
        "translate",
        "TranslateText",
    )
    assert (line["Units"], line["EstimatedUsd"]) == (4, 0.00006)


@pytest.mark.parametrize(
    "code",
    [
        "ThrottlingException",
        "TooManyRequestsException",
        "ProvisionedThroughputExceededException",
        "LimitExceededException",
    ],
)
def test_throttling_is_retried_a_few_times_then_429_with_retry_after(text: Function, code: str) -> None:
    text.clients["comprehend"].answers["detect_pii_entities"] = [failure(code)]
    answer = text.post("pii", {"text": "x", "language": "en"})
    assert (answer.status, answer.header("retry-after")) == (429, "1")
    assert len(text.clients["comprehend"].calls) == MOST_ATTEMPTS
    assert text.time.slept == pytest.approx([0.2, 0.4])


def test_a_throttled_call_that_then_works_is_counted_once(text: Function) -> None:
    good = {"Entities": []}
    text.clients["comprehend"].answers["detect_pii_entities"] = [failure("ThrottlingException"), good]
    answer = text.post("pii", {"text": "x", "language": "en"})
    assert (answer.status, answer.header("x-lab2api-units")) == (200, "comprehend:DetectPiiEntities=3")


@pytest.mark.parametrize(
    ("error", "status", "calls"),
    [
        (failure("InternalServerException"), 503, 3),
        (failure("ServiceUnavailableException"), 503, 3),
        (ConnectTimeoutError(endpoint_url=ENDPOINT), 503, 3),
        (EndpointConnectionError(endpoint_url=ENDPOINT), 503, 3),
        (ReadTimeoutError(endpoint_url=ENDPOINT), 504, 1),
        (ConnectionClosedError(endpoint_url=ENDPOINT), 503, 1),
        (ParamValidationError(report="arn:aws:x"), 500, 1),
        (NoCredentialsError(), 500, 1),
        (failure("AccessDeniedException"), 502, 1),
        (failure("TextSizeLimitExceededException"), 413, 1),
        (failure("SomethingNew"), 502, 1),
    ],
)
def test_a_failure_has_its_status_and_shows_no_internals(
    text: Function, error: Exception, status: int, calls: int
) -> None:
    text.clients["comprehend"].answers["detect_pii_entities"] = [error]
    answer = text.post("pii", {"text": "x", "language": "en"})
    assert (answer.status, len(text.clients["comprehend"].calls)) == (status, calls)
    for secret in ("arn:", "123456789012", "amazonaws.com"):
        assert secret not in answer.text


def test_what_has_no_stand_in_is_501_and_says_what_to_do(chat: Function) -> None:
    advice = "Use a real account: AWS_PROFILE=... lab2api local up --real bedrock-runtime"
    chat.clients["bedrock-runtime"].answers["converse"] = [failure("NotEmulatedLocally", advice)]
    answer = chat.post("chat", {"messages": [{"role": "user", "content": "x"}]})
    assert (answer.status, answer.body["detail"], chat.paid) == (501, advice, 1)


def test_the_catalog_of_prices_is_the_committed_one() -> None:
    from pathlib import Path

    from http_api.prices import CATALOG

    committed = Path(__file__).parents[3] / "config" / "catalogs" / "ai_prices.toml"
    assert CATALOG.read_bytes() == committed.read_bytes(), f"run: cp {committed} {CATALOG}"
    assert all(price > 0 for price in read_prices().usd.values())
