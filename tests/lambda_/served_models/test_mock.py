"""Mode mock: of the card's task and classes, equal for equal rows, and any two rows soon differ."""

from hypothesis import given
from hypothesis import strategies as st

from prediction_jobs.predictions import ClassPrediction, ValuePrediction
from served_models import mock
from served_models.card import Card
from tests.lambda_.inference_proxy.samples import CARD

CLASSES = Card.model_validate(CARD)
REGRESSION = Card.model_validate(CARD | {"task": "regression", "target": {"name": "y", "classes": []}})
rows = st.lists(st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False), st.text()))


@given(rows)
def test_any_row_gets_a_prediction_that_the_card_allows(row: list[float | str | None]) -> None:
    [first, again] = mock.predict([row, list(row)], card=CLASSES)
    assert first == again
    assert isinstance(first, ClassPrediction)
    assert tuple(first.probabilities) == CLASSES.target.classes
    assert abs(sum(first.probabilities.values()) - 1) < 1e-9
    assert first.probabilities[first.label] == max(first.probabilities.values())


@given(rows)
def test_a_made_up_value_lies_between_nothing_and_one(row: list[float | str | None]) -> None:
    [one] = mock.predict([row], card=REGRESSION)
    assert isinstance(one, ValuePrediction)
    assert 0.0 <= one.value <= 1.0


def test_many_rows_get_every_label() -> None:
    made_up = mock.predict([[number, None] for number in range(50)], card=CLASSES)
    assert {one.label for one in made_up if isinstance(one, ClassPrediction)} == set(CLASSES.target.classes)
