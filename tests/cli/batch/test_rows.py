"""A CSV becomes one line a row, and every row is accounted for by its number."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import typer

from cli.batch import outcome, rows
from cli.batch.rows import Failure

CARD: dict[str, Any] = {
    "features": [{"name": "size", "type": "number"}, {"name": "kind", "type": "category"}],
    "target": {"name": "y", "classes": ["no", "yes"]},
}


def convert(text: str) -> tuple[rows.Sent, list[Any]]:
    into = io.StringIO()
    sent = rows.write(io.StringIO(text, newline=""), card=CARD, into=into)
    return sent, [json.loads(line) for line in into.getvalue().splitlines()]


def test_columns_go_by_name_and_what_is_no_feature_stays_here() -> None:
    sent, lines = convert("id,kind,size\n1,a,2.5\n2,,nan\n\n3,b,1_000\n")
    assert lines == [
        {"size": 2.5, "kind": "a"},
        {"size": "nan", "kind": None},
        {"size": "1_000", "kind": "b"},
    ]
    assert sent.numbers == [1, 2, 3]


def test_a_number_in_a_column_of_text_stays_text() -> None:
    card = {
        "features": [{"name": "text", "type": "text"}],
        "target": {"name": "label", "classes": ["a", "b"]},
    }
    into = io.StringIO()
    rows.write(io.StringIO("text,id\n5,1\n"), card=card, into=into)
    assert json.loads(into.getvalue()) == {"text": "5"}


def test_a_row_of_another_length_fails_alone_and_the_numbers_go_on() -> None:
    sent, lines = convert("size,kind\n1,a\n2\n3,c\n")
    assert (sent.numbers, len(lines)) == ([1, 3], 2)
    assert sent.failures == [Failure(row=2, field="row", message="has 1 cells, the header 2")]


def test_a_cell_may_hold_a_line_break_and_no_line_is_ever_broken_by_it() -> None:
    _, lines = convert('size,kind\n1,"a\nb"\n')
    assert lines == [{"size": 1.0, "kind": "a\nb"}]


@pytest.mark.parametrize(
    ("header", "complaint"),
    [("size,y", "lacks kind"), ("", "lacks size, kind"), ("size,kind,size", "size twice")],
)
def test_a_header_that_cannot_be_used_is_named(
    header: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit):
        convert(f"{header}\n1,a\n")
    assert complaint in capsys.readouterr().err


SENT = rows.Sent(numbers=[1, 3], failures=[Failure(row=2, field="row", message="has 1 cells")])
GOOD = json.dumps({"prediction": {"label": "yes", "probabilities": {"yes": 0.75, "no": 0.25}}})
BAD = json.dumps({"error": {"field": "size", "message": "must be a number"}})


def test_answers_and_failures_are_written_by_row(tmp_path: Path) -> None:
    found = outcome.write([GOOD, BAD], sent=SENT, card=CARD, folder=tmp_path)
    assert found.predicted == 1
    assert (tmp_path / "predictions.csv").read_text().splitlines() == ["row,label,no,yes", "1,yes,0.25,0.75"]
    assert (tmp_path / "failed.csv").read_text().splitlines() == [
        "row,field,message",
        "2,row,has 1 cells",
        "3,size,must be a number",
    ]


def test_a_regression_has_values(tmp_path: Path) -> None:
    card = CARD | {"target": {"name": "y", "classes": []}}
    sent = rows.Sent(numbers=[1])
    outcome.write([json.dumps({"prediction": {"value": 1.5}})], sent=sent, card=card, folder=tmp_path)
    assert (tmp_path / "predictions.csv").read_text().splitlines() == ["row,value", "1,1.5"]


def test_answers_that_cannot_be_told_apart_are_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit):
        outcome.write([GOOD], sent=SENT, card=CARD, folder=tmp_path)
    assert "1 lines for 2 rows" in capsys.readouterr().err
