"""What of a request is a text to classify, and how the rest is refused: by place and reason."""

import json

import pytest

from tabular.card import Data, Score, Target
from tabular.problem import MOST_ERRORS, RequestError
from text_classifier.card import TextCard, TextFeature
from text_classifier.reader import TextReader

CARD = TextCard(
    name="reviews",
    version="1",
    description="",
    target=Target(name="label", classes=("negative", "positive")),
    features=(TextFeature(max_characters=10),),
    languages=("vi",),
    max_tokens=8,
    metrics={"accuracy": 0.5},
    score=Score(name="accuracy", value=0.5),
    data=Data(rows=1, sha256="0", source=""),
    model_sha256="0",
    tokenizer_sha256="0",
)
READER = TextReader(CARD)


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        ('{"instances": [{"text": "tốt"}, ["5"]]}', "application/json; charset=utf-8"),
        ("text\r\ntốt\r\n5\r\n", "text/csv"),
        ('"tốt"\n5\n', "text/csv"),
    ],
)
def test_objects_lists_and_csv_are_the_same_texts(body: str, media_type: str) -> None:
    assert READER.read(body.encode(), media_type) == ["tốt", "5"]


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        ({"text": "x" * 11}, "instances[1].text", "has 11 characters; at most 10 are read"),
        ({"text": 5}, "instances[1].text", "must be text"),
        ({"text": True}, "instances[1].text", "must be text"),
        ({"text": None}, "instances[1].text", "is missing"),
        ({}, "instances[1].text", "is missing"),
        ({"text": " \n"}, "instances[1].text", "must not be blank"),
        ({"text": "\u200b\ufeff"}, "instances[1].text", "must not be blank"),
        ({"text": "x", "lang": "vi"}, "instances[1].lang", "is not a feature of this model"),
        (["x", "y"], "instances[1]", "must have 1 value, has 2"),
        ("x", "instances[1]", "must be a list of values or an object of named values"),
    ],
)
def test_a_wrong_row_is_named_with_its_field(row: object, field: str, said: str) -> None:
    with pytest.raises(RequestError) as refused:
        READER.read(json.dumps({"instances": [["good"], row]}).encode(), "application/json")
    (error,) = refused.value.errors
    assert (refused.value.status, error.field, error.message) == (400, field, said)


def test_characters_are_counted_not_bytes() -> None:
    body = json.dumps({"instances": [["ế" * 10]]}).encode()
    assert READER.read(body, "application/json") == ["ế" * 10]


def test_only_the_first_of_many_errors_are_told() -> None:
    body = json.dumps({"instances": [[1]] * 500}).encode()
    with pytest.raises(RequestError) as refused:
        READER.read(body, "application/json")
    assert len(refused.value.errors) == MOST_ERRORS


def test_another_media_type_is_refused() -> None:
    with pytest.raises(RequestError) as refused:
        READER.read(b"x", "text/plain")
    assert refused.value.status == 415
