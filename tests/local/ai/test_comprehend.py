"""The stand-in for Comprehend computes, says so, and refuses what the service refuses."""

import pytest

from tests.local.ai.conftest import Ask

REVIEW = "The room was lovely. The breakfast was terrible!"


def test_a_sentiment_follows_the_text_and_its_scores_sum_to_one(ask: Ask) -> None:
    found = {}
    for text in ("I love this hotel", "I do not love this hotel", "The table has four legs", REVIEW):
        _, _, answer = ask("comprehend", "DetectSentiment", Text=text, LanguageCode="en")
        found[text] = answer["Sentiment"]
        assert sum(answer["SentimentScore"].values()) == pytest.approx(1)
    assert list(found.values()) == ["POSITIVE", "NEGATIVE", "NEUTRAL", "MIXED"]


@pytest.mark.parametrize("operation", ["DetectSentiment", "DetectEntities", "DetectKeyPhrases"])
def test_every_answer_says_what_computed_it(ask: Ask, operation: str) -> None:
    status, headers, _ = ask("comprehend", operation, Text=REVIEW, LanguageCode="en")
    assert status == 200
    assert "English only" in headers["x-lab2api-stand-in"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Khách sạn rất đẹp và sạch sẽ", "vi"),
        ("The room is clean and the staff is kind", "en"),
        ("La habitación es muy bonita y el personal amable", "es"),
        ("部屋はとてもきれいです", "ja"),
    ],
)
def test_the_language_of_a_text_is_told(ask: Ask, text: str, language: str) -> None:
    _, _, answer = ask("comprehend", "DetectDominantLanguage", Text=text)
    assert answer["Languages"][0]["LanguageCode"] == language
    assert sum(one["Score"] for one in answer["Languages"]) <= 1 + 1e-6


def test_entities_carry_offsets_in_characters_also_after_vietnamese_letters(ask: Ask) -> None:
    text = "Ông Trần Văn Bình của Viettel đến Đà Nẵng; he paid $1,200.50 on March 3, 2026 to Jane Smith."
    _, _, answer = ask("comprehend", "DetectEntities", Text=text, LanguageCode="en")
    assert [(one["Text"], one["Type"]) for one in answer["Entities"]] == [
        ("Trần Văn Bình", "PERSON"),
        ("Viettel", "ORGANIZATION"),
        ("Đà Nẵng", "LOCATION"),
        ("$1,200.50", "QUANTITY"),
        ("March 3, 2026", "DATE"),
        ("Jane Smith", "PERSON"),
    ]
    assert all(text[one["BeginOffset"] : one["EndOffset"]] == one["Text"] for one in answer["Entities"])


def test_key_phrases_are_the_noun_phrases_between_stop_words(ask: Ask) -> None:
    text = "The breakfast buffet offered fresh tropical fruit, and the front desk was friendly."
    _, _, answer = ask("comprehend", "DetectKeyPhrases", Text=text, LanguageCode="en")
    phrases = [one["Text"] for one in answer["KeyPhrases"]]
    assert {"breakfast buffet", "fresh tropical fruit", "front desk"} <= set(phrases)


@pytest.mark.parametrize(
    ("operation", "most"),
    [("DetectSentiment", 5_000), ("DetectEntities", 100_000), ("DetectPiiEntities", 100_000)],
)
def test_a_text_may_have_the_limit_in_bytes_and_not_one_more(ask: Ask, operation: str, most: int) -> None:
    text = "ư" * (most // 2)
    assert ask("comprehend", operation, Text=text, LanguageCode="en")[0] == 200
    status, _, answer = ask("comprehend", operation, Text=text + "a", LanguageCode="en")
    assert (status, answer["__type"]) == (400, "TextSizeLimitExceededException")


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        ({"Text": "", "LanguageCode": "en"}, 400, "ValidationException"),
        ({"Text": "x", "LanguageCode": "vi"}, 400, "ValidationException"),
        ({"Text": "x"}, 400, "ValidationException"),
        ({"Text": 5, "LanguageCode": "en"}, 400, "ValidationException"),
        ({"Text": "hola", "LanguageCode": "es"}, 501, "NotEmulatedLocally"),
    ],
)
def test_what_the_service_refuses_is_refused(
    ask: Ask, request_: dict[str, object], status: int, code: str
) -> None:
    answered, headers, answer = ask("comprehend", "DetectSentiment", **request_)
    assert (answered, answer["__type"], headers["x-amzn-errortype"]) == (status, code, code)
    assert "x-lab2api-stand-in" not in headers


def test_personal_data_in_a_language_that_the_service_lacks_is_refused_by_its_own_code(ask: Ask) -> None:
    _, _, answer = ask("comprehend", "DetectPiiEntities", Text="x", LanguageCode="fr")
    assert answer["__type"] == "UnsupportedLanguageException"


def test_a_batch_answers_by_index_and_names_the_text_that_is_too_long(ask: Ask) -> None:
    texts = ["I love it", "x" * 5_001, "I hate it"]
    _, _, answer = ask("comprehend", "BatchDetectSentiment", TextList=texts, LanguageCode="en")
    assert [(one["Index"], one["Sentiment"]) for one in answer["ResultList"]] == [
        (0, "POSITIVE"),
        (2, "NEGATIVE"),
    ]
    assert [(one["Index"], one["ErrorCode"]) for one in answer["ErrorList"]] == [(1, "TextSizeLimitExceeded")]


def test_a_batch_of_more_than_25_texts_is_refused(ask: Ask) -> None:
    assert ask("comprehend", "BatchDetectDominantLanguage", TextList=["a b"] * 25)[0] == 200
    _, _, answer = ask("comprehend", "BatchDetectDominantLanguage", TextList=["a b"] * 26)
    assert answer["__type"] == "BatchSizeLimitExceededException"


def test_an_operation_without_stand_in_says_what_to_do(ask: Ask) -> None:
    status, _, answer = ask("comprehend", "DetectSyntax", Text="x", LanguageCode="en")
    assert status == 501
    assert "--real comprehend" in answer["message"]


def test_custom_recognizers_are_not_pretended(ask: Ask) -> None:
    arn = "arn:aws:comprehend:us-east-1:000000000000:entity-recognizer-endpoint/x"
    assert ask("comprehend", "DetectEntities", Text="x", EndpointArn=arn)[0] == 501
