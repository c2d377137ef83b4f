"""Texts as rows: the card of the committed starter, what it takes, and what it is sent as."""

import json
from pathlib import Path
from typing import Any

import pytest

from http_api.problems import ProblemError
from served_models import mock
from served_models.card import Card
from served_models.predictions import read_predictions
from served_models.reading import read_body, write_payload

STARTER = Path(__file__).parents[3] / "model_code" / "starter" / "reviews"
SOME = "Giao hàng nhanh, sách rất đẹp. \N{SMILING FACE WITH SMILING EYES}"


@pytest.fixture(scope="module")
def card() -> Card:
    return Card.model_validate_json((STARTER / "card.json").read_bytes())


def read(body: Any, card: Card, *, sent_type: str = "application/json") -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_body(data, sent_type=sent_type, card=card, max_rows=10)


@pytest.mark.parametrize(
    ("body", "sent_type"),
    [
        ({"instances": [{"text": SOME}, ["5"]]}, "application/json"),
        (f'text\n"{SOME}"\n5\n'.encode(), "text/csv"),
        (f'"{SOME}"\n5\n'.encode(), "text/csv"),
    ],
)
def test_a_text_is_a_row_by_name_by_place_and_in_csv(card: Card, body: Any, sent_type: str) -> None:
    assert read(body, card, sent_type=sent_type) == [[SOME], ["5"]]


@pytest.mark.parametrize(
    ("row", "field", "said"),
    [
        ({"text": 5}, "instances[0].text", "must be text"),
        ({"text": True}, "instances[0].text", "must be text"),
        ({"text": ["x"]}, "instances[0].text", "must be text"),
        ({"text": None}, "instances[0].text", "must not be null"),
        ({"text": " \t"}, "instances[0].text", "must not be blank"),
        ({"text": "\u200b\ufeff"}, "instances[0].text", "must not be blank"),
        ({"text": "x" * 4_001}, "instances[0].text", "has 4001 characters: at most 4000 a text"),
        ({"text": "\ud83d"}, "instances[0].text", "half of a surrogate pair"),
        ({}, "instances[0].text", "is missing"),
        ({"text": "x", "label": "y"}, "instances[0].label", "is not a feature"),
    ],
)
def test_what_is_no_text_is_named_with_its_field(card: Card, row: Any, field: str, said: str) -> None:
    with pytest.raises(ProblemError) as refused:
        read({"instances": [row]}, card)
    (error,) = refused.value.errors
    assert (refused.value.kind.status, error.field, said in error.message) == (400, field, True)


def test_what_is_sent_on_is_hardly_larger_than_what_came(card: Card) -> None:
    text = "ế" * 4_000
    payload = write_payload(read({"instances": [[text]]}, card))
    assert json.loads(payload) == {"instances": [[text]]}
    assert len(payload) < len(text.encode()) + 50


def test_answers_are_those_of_a_classification(card: Card) -> None:
    [made_up] = mock.predict([[SOME]], card=card)
    payload = json.dumps({"predictions": [made_up.model_dump()]}).encode()
    [found] = read_predictions(payload, card=card, rows=1)
    assert found == made_up
    with pytest.raises(ProblemError):
        read_predictions(b'{"predictions": [{"value": 1.0}]}', card=card, rows=1)


@pytest.mark.parametrize(
    "changes",
    [
        {"features": [{"name": "size", "type": "number"}]},
        {"task": "classification"},
        {"target": {"name": "label", "classes": []}},
    ],
)
def test_a_card_that_contradicts_itself_is_refused(card: Card, changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"features|classes"):
        Card.model_validate(json.loads((STARTER / "card.json").read_bytes()) | changes)
