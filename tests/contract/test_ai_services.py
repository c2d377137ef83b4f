"""What this project's functions rely on in five services, held by the stand-ins and by AWS alike.

Against AWS this costs about ten US cents at list prices: a dozen texts, three pages, of which the tables and
forms of one are most of it, and six images.
"""

import unicodedata
from typing import Any

import pytest
from botocore.exceptions import ClientError

from examples import make_inputs
from tests.local.ai.conftest import png
from tests.local.ai.test_textract import errors, lines
from tests.local.conftest import Client

LEFT = "an.nguyen@example.com"
PAGE = png(make_inputs.page(make_inputs.PAGE_EN))


def refused(call: Any, **request: Any) -> str:
    """Return the error code of a call that must be refused with status 400."""
    with pytest.raises(ClientError) as raised:
        call(**request)
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    return str(raised.value.response["Error"]["Code"])


@pytest.mark.parametrize(
    ("text", "sentiment"),
    [("I love this hotel, it is wonderful!", "POSITIVE"), ("This was a terrible, awful stay.", "NEGATIVE")],
)
def test_a_clear_opinion_is_told(client: Client, text: str, sentiment: str) -> None:
    answer = client("comprehend").detect_sentiment(Text=text, LanguageCode="en")
    assert answer["Sentiment"] == sentiment
    assert set(answer["SentimentScore"]) == {"Positive", "Negative", "Neutral", "Mixed"}
    assert sum(answer["SentimentScore"].values()) == pytest.approx(1, abs=0.01)


def test_sentiment_takes_5000_bytes_and_not_one_more(client: Client) -> None:
    comprehend = client("comprehend")
    comprehend.detect_sentiment(Text="good " * 1_000, LanguageCode="en")
    too_long = {"Text": "good " * 1_000 + "a", "LanguageCode": "en"}
    assert refused(comprehend.detect_sentiment, **too_long) == "TextSizeLimitExceededException"


def test_vietnamese_is_told_as_a_language_and_refused_for_sentiment(client: Client) -> None:
    comprehend = client("comprehend")
    found = comprehend.detect_dominant_language(Text=make_inputs.REVIEW_VI)["Languages"]
    assert max(found, key=lambda one: one["Score"])["LanguageCode"] == "vi"
    request = {"Text": make_inputs.REVIEW_VI, "LanguageCode": "vi"}
    assert refused(comprehend.detect_sentiment, **request) == "ValidationException"


def test_a_batch_keeps_the_index_of_each_text(client: Client) -> None:
    texts = ["I love it!", "I hate it!"]
    answer = client("comprehend").batch_detect_sentiment(TextList=texts, LanguageCode="en")
    assert {one["Index"]: one["Sentiment"] for one in answer["ResultList"]} == {0: "POSITIVE", 1: "NEGATIVE"}
    assert answer["ErrorList"] == []


def test_a_batch_of_26_is_refused(client: Client) -> None:
    request = {"TextList": ["a text"] * 26, "LanguageCode": "en"}
    code = refused(client("comprehend").batch_detect_key_phrases, **request)
    assert code == "BatchSizeLimitExceededException"


@pytest.mark.parametrize(("operation", "member"), [("entities", "Entities"), ("key_phrases", "KeyPhrases")])
def test_offsets_count_characters(client: Client, operation: str, member: str) -> None:
    text = "Nguyễn Văn An visited Seattle and the Space Needle."
    found = getattr(client("comprehend"), f"detect_{operation}")(Text=text, LanguageCode="en")[member]
    assert found
    assert all(text[one["BeginOffset"] : one["EndOffset"]] == one["Text"] for one in found)


def test_an_email_and_a_card_are_personal(client: Client) -> None:
    text = f"My email is {LEFT} and my credit card number is 4111 1111 1111 1111."
    found = client("comprehend").detect_pii_entities(Text=text, LanguageCode="en")["Entities"]
    values = {one["Type"]: text[one["BeginOffset"] : one["EndOffset"]] for one in found}
    assert values["EMAIL"] == LEFT
    assert "4111" in values["CREDIT_DEBIT_NUMBER"]


def test_a_translation_names_its_languages_and_stays_composed(client: Client) -> None:
    request = {"SourceLanguageCode": "auto", "TargetLanguageCode": "vi"}
    answer = client("translate").translate_text(Text="The students trained a small model today.", **request)
    assert (answer["SourceLanguageCode"], answer["TargetLanguageCode"]) == ("en", "vi")
    assert "mô hình" in answer["TranslatedText"].lower()
    assert unicodedata.is_normalized("NFC", answer["TranslatedText"])


def test_translate_refuses_a_language_that_it_lacks_and_10001_bytes(client: Client) -> None:
    translate = client("translate")
    wrong = {"Text": "hello", "SourceLanguageCode": "en", "TargetLanguageCode": "xx"}
    assert refused(translate.translate_text, **wrong) == "UnsupportedLanguagePairException"
    long = {"Text": "a" * 10_001, "SourceLanguageCode": "en", "TargetLanguageCode": "vi"}
    assert refused(translate.translate_text, **long) == "TextSizeLimitExceededException"


def test_a_page_is_read_line_by_line(client: Client) -> None:
    blocks = client("textract").detect_document_text(Document={"Bytes": PAGE})["Blocks"]
    assert errors(lines(blocks), make_inputs.PAGE_EN) < 0.05
    by_id = {block["Id"]: block for block in blocks}
    for block in blocks:
        if block["BlockType"] == "LINE":
            children = [by_id[id_]["Text"] for one in block["Relationships"] for id_ in one["Ids"]]
            assert " ".join(children) == block["Text"]


def test_a_table_and_a_form_are_found(client: Client) -> None:
    request = {"Document": {"Bytes": png(make_inputs.invoice())}, "FeatureTypes": ["TABLES", "FORMS"]}
    blocks = client("textract").analyze_document(**request)["Blocks"]
    assert {"TABLE", "CELL", "KEY_VALUE_SET"} <= {block["BlockType"] for block in blocks}


def test_an_invoice_has_a_total(client: Client) -> None:
    document = {"Bytes": png(make_inputs.invoice())}
    (found,) = client("textract").analyze_expense(Document=document)["ExpenseDocuments"]
    totals = [one for one in found["SummaryFields"] if one["Type"]["Text"] == "TOTAL"]
    assert "61.50" in totals[0]["ValueDetection"]["Text"]


def test_what_is_no_document_is_refused(client: Client) -> None:
    document = {"Bytes": b"GIF89a" + bytes(100)}
    assert (
        refused(client("textract").detect_document_text, Document=document) == "UnsupportedDocumentException"
    )
    unknown = client("textract").get_document_text_detection
    assert refused(unknown, JobId="0" * 64) == "InvalidJobIdException"


def test_one_face_and_no_nudity_in_the_portrait(client: Client) -> None:
    image = {"Bytes": make_inputs.portrait()}
    (face,) = client("rekognition").detect_faces(Image=image)["FaceDetails"]
    assert 0 < face["BoundingBox"]["Width"] < 1
    labels = client("rekognition").detect_labels(Image=image)["Labels"]
    assert "Person" in {label["Name"] for label in labels}
    assert client("rekognition").detect_moderation_labels(Image=image)["ModerationLabels"] == []


def test_the_temple_stands_outdoors_without_a_face(client: Client) -> None:
    image = {"Bytes": make_inputs.photo()}
    assert client("rekognition").detect_faces(Image=image)["FaceDetails"] == []
    labels = client("rekognition").detect_labels(Image=image)["Labels"]
    named = {label["Name"] for label in labels} | {
        one["Name"] for label in labels for one in label["Parents"]
    }
    assert named & {"Outdoors", "Nature", "Sky"}


def test_text_in_an_image_is_detected(client: Client) -> None:
    image = {"Bytes": png(make_inputs.page("Open today"))}
    found = client("rekognition").detect_text(Image=image)["TextDetections"]
    assert [one["DetectedText"] for one in found if one["Type"] == "LINE"] == ["Open today"]


def test_what_is_no_image_is_refused_by_name(client: Client) -> None:
    code = refused(client("rekognition").detect_faces, Image={"Bytes": b"%PDF-1.7 and no image"})
    assert code == "InvalidImageFormatException"
