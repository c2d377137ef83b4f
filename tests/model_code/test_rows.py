"""What a request may hold, and what the answer names when it may not."""

import json
import math
from http import HTTPStatus
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tabular.card import Card
from tabular.predictor import Predictor, answer_type, encode
from tabular.problem import MOST_ERRORS, RequestError
from tabular.rows import CSV, JSON, RowReader

NUMBERS = st.floats(width=32, allow_nan=False, allow_infinity=False) | st.integers(-(2**63), 2**63)


def refusal(reader: RowReader, body: object, content_type: str = JSON) -> RequestError:
    raw = body if isinstance(body, bytes) else json.dumps({"instances": body}).encode()
    with pytest.raises(RequestError) as caught:
        reader.read(raw, content_type)
    return caught.value


def fields(problem: RequestError) -> list[str]:
    return [error.field for error in problem.errors]


@given(st.lists(st.lists(NUMBERS, min_size=30, max_size=30), min_size=1, max_size=5))
def test_the_fast_path_reads_what_the_careful_path_reads(starter: Predictor, rows: list[list[Any]]) -> None:
    read = starter.rows.read(json.dumps({"instances": rows}).encode(), JSON)
    np.testing.assert_array_equal(read, starter.rows._read_fields(rows))


@pytest.mark.parametrize(
    "bad",
    [None, "12", True, False, 1e39, -1e300, [1], {"a": 1}, "", "NaN"],
    ids=lambda value: json.dumps(value),
)
def test_a_value_that_is_no_number_is_refused_by_name_wherever_it_stands(
    starter: Predictor, bad: object
) -> None:
    row: list[object] = [1.0] * 30
    row[1] = bad
    problem = refusal(starter.rows, [[1.0] * 30, row])
    assert (problem.status, fields(problem)) == (HTTPStatus.BAD_REQUEST, ["instances[1].mean texture"])


@pytest.mark.parametrize(
    "text", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", '"\\ud800"', "[" * 100_000]
)
def test_what_json_cannot_say_is_refused(starter: Predictor, text: str) -> None:
    problem = refusal(starter.rows, f'{{"instances": [[{text}]]}}'.encode())
    assert problem.status == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"instances": []}',
        b'{"instances": {}}',
        b'{"instances": "abc"}',
        b"\xff",
    ],
)
def test_a_body_without_rows_is_refused(starter: Predictor, body: bytes) -> None:
    assert refusal(starter.rows, body).status == HTTPStatus.BAD_REQUEST


def test_an_unknown_member_of_the_body_is_named(starter: Predictor) -> None:
    problem = refusal(starter.rows, b'{"instances": [[1]], "parameters": {}}')
    assert fields(problem) == ["parameters"]


@pytest.mark.parametrize("row", [[1.0] * 29, [1.0] * 31, [], 1, "x", None])
def test_a_row_of_another_shape_is_named(starter: Predictor, row: object) -> None:
    assert fields(refusal(starter.rows, [row])) == ["instances[0]"]


def test_a_thousand_wrong_cells_are_explained_by_the_first_twenty(starter: Predictor) -> None:
    assert len(refusal(starter.rows, [["x"] * 30] * 100).errors) == MOST_ERRORS


def test_named_values_may_come_in_any_order(mixed_card: Card) -> None:
    row = {"sold": True, "colour": "red", "size": None, "age": 3}
    read = RowReader(mixed_card).read(json.dumps({"instances": [row]}).encode(), JSON)
    np.testing.assert_array_equal(read, np.array([[3, math.nan, 1, 1]], dtype=np.float32))


def test_a_gap_is_taken_where_training_saw_gaps_and_refused_elsewhere(mixed_card: Card) -> None:
    reader = RowReader(mixed_card)
    assert np.isnan(reader.read(b'{"instances": [[1, null, "red", null]]}', JSON)).tolist() == [
        [False, True, False, True]
    ]
    assert fields(refusal(reader, [[None, None, None, None]])) == ["instances[0].age", "instances[0].colour"]
    assert fields(refusal(reader, [{"colour": "red"}])) == ["instances[0].age"]


def test_an_unknown_category_is_answered_with_the_known_ones(mixed_card: Card) -> None:
    problem = refusal(RowReader(mixed_card), [[1, 2, "green", "True"]])
    assert [(error.field, error.message) for error in problem.errors] == [
        ("instances[0].colour", "must be one of 'blue', 'red'")
    ]


def test_a_feature_the_model_does_not_have_is_named(mixed_card: Card) -> None:
    problem = refusal(RowReader(mixed_card), [{"age": 1, "colour": "red", "weight": 3}])
    assert fields(problem) == ["instances[0].weight"]


@pytest.mark.parametrize(
    "text",
    [
        "age,size,colour,sold\n3,,red,True\n",
        "3,,red,True",
        "sold,colour,age,size\r\nTrue,red,3,\r\n",
        "\ufeff3,,red,True",
    ],
    ids=["header", "no header", "reordered", "byte order mark"],
)
def test_csv_reads_as_json_does(mixed_card: Card, text: str) -> None:
    read = RowReader(mixed_card).read(text.encode(), "text/csv; charset=utf-8")
    np.testing.assert_array_equal(read, np.array([[3, math.nan, 1, 1]], dtype=np.float32))


@pytest.mark.parametrize("cell", ["nan", "NaN", "inf", "-Infinity", "1e999", "1_000", "\uff11", "x"])
def test_a_csv_cell_that_is_no_plain_number_is_refused(mixed_card: Card, cell: str) -> None:
    assert fields(refusal(RowReader(mixed_card), f"{cell},1,red,True".encode(), CSV)) == ["instances[0].age"]


@pytest.mark.parametrize(
    "body", [b"", b"\n\n", b"age,size,colour,sold\n", b"\xff\xfe", b'"1', b"age,age\n1,2"]
)
def test_csv_without_rows_is_refused(mixed_card: Card, body: bytes) -> None:
    assert refusal(RowReader(mixed_card), body, CSV).status == HTTPStatus.BAD_REQUEST


def test_a_csv_row_of_another_length_is_named(mixed_card: Card) -> None:
    assert fields(refusal(RowReader(mixed_card), b"1,2,red,True\n1,2", CSV)) == ["instances[1]"]


def test_another_media_type_is_415(mixed_card: Card) -> None:
    problem = refusal(RowReader(mixed_card), b"x", "application/x-npy")
    assert problem.status == HTTPStatus.UNSUPPORTED_MEDIA_TYPE


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/json; q=0.9, text/csv", JSON),
        ("text/html, text/csv", CSV),
        ("image/png", None),
    ],
)
def test_the_first_media_type_that_can_be_answered_is_chosen(accept: str, chosen: str | None) -> None:
    assert answer_type(accept) == chosen


def test_csv_answers_quote_what_needs_quotes() -> None:
    classes: list[dict[str, Any]] = [{"label": 'a "b", c', "probabilities": {'a "b", c': 0.75, "d": 0.25}}]
    assert encode(classes, CSV) == b'"a ""b"", c",0.75,0.25\n'
    assert encode([{"value": 1.5}, {"value": -2.0}], CSV) == b"1.5\n-2.0\n"
