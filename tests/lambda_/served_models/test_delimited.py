"""CSV: a header is optional, cells are typed by the card."""

import pytest

from http_api.problems import ProblemError
from prediction_jobs.lines import write_predictions
from prediction_jobs.predictions import ValuePrediction
from served_models import delimited, rows
from served_models.card import Card


def read(text: str, card: Card) -> list[rows.Row]:
    instances = delimited.read_instances(text.encode(), card=card)
    return rows.from_instances(instances, card=card, max_rows=10)


@pytest.mark.parametrize(
    "text",
    [
        "5.1,short\n6,\n",
        "5.1,short\r\n\r\n6,",
        "petal,sepal length\nshort,5.1\n,6\n",
        ' sepal length , petal\n" 5.1","short"\n+6.,\n',
    ],
)
def test_lines_become_rows_in_the_order_of_the_card(card: Card, text: str) -> None:
    assert read(text, card) == [[5.1, "short"], [6.0, None]]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("nan,short", "instances[0].sepal length"),
        ("1_000,short", "instances[0].sepal length"),
        ("1e999,short", "instances[0].sepal length"),
        ("٣,short", "instances[0].sepal length"),
        (",short", "instances[0].sepal length"),
        ("5.1,tall", "instances[0].petal"),
        ("5.1", "instances[0]"),
        ("5.1,short,1", "instances[0]"),
        ("sepal length,colour\n5.1,red", "instances[0].colour"),
        ("petal\nshort", "instances[0].sepal length"),
        ("sepal length,petal\n5.1", "instances[0]"),
        ("sepal length,sepal length\n5,1", "body"),
        ("sepal length,petal\n", "instances"),
        ('5.1,"short', "body"),
        ("\n\n", "body"),
        ("x" * 200_000, "body"),
    ],
)
def test_a_bad_cell_is_named(card: Card, text: str, field: str) -> None:
    with pytest.raises(ProblemError) as caught:
        read(text, card)
    assert caught.value.errors[0].field == field


def test_regression_is_written_as_one_column() -> None:
    written = write_predictions([ValuePrediction(value=1.5)], classes=())
    assert written == "value\r\n1.5\r\n"
