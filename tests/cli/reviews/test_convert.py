"""A file of labelled texts becomes rows to train on, or the row and column that are wrong are named."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.reviews.command import app

MAP = "0=negative,1=neutral,2=positive"


def convert(path: Path, content: str | bytes, *options: str, into: Path) -> tuple[int, str]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    command = ["convert", str(path), "--into", str(into), "--language", "vi", *options]
    result = CliRunner().invoke(app, command)
    return result.exit_code, " ".join(result.output.split())


def test_a_csv_with_other_names_and_numbers_as_labels_becomes_rows(tmp_path: Path) -> None:
    into = tmp_path / "train" / "vsfc.jsonl"
    content = 'sentence,sentiment,topic\n"Thầy dạy hay, dễ hiểu .",2,0\nphòng nóng .,0,2\n'
    options = ("--text", "sentence", "--label", "sentiment", "--labels", MAP)
    code, output = convert(tmp_path / "vsfc.csv", content, *options, into=into)
    assert (code, "2 rows" in output, "1 negative, 1 positive" in output) == (0, True, True), output
    assert [json.loads(line) for line in into.read_text().splitlines()] == [
        {"text": "Thầy dạy hay, dễ hiểu .", "label": "positive", "language": "vi"},
        {"text": "phòng nóng .", "label": "negative", "language": "vi"},
    ]


def test_tabs_without_a_header_keep_their_quotation_marks(tmp_path: Path) -> None:
    into = tmp_path / "rows.jsonl"
    code, _ = convert(
        tmp_path / "yelp.txt",
        'Wow... "Loved this place.\t1\n',
        *("--columns", "text,label", "--labels", "0=negative,1=positive"),
        into=into,
    )
    assert code == 0
    assert json.loads(into.read_text())["text"] == 'Wow... "Loved this place.'


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.csv", "body,label\nx,0\n", "column text: is not in the header, which has body, label"),
        ("a.csv", "text,label\ntốt,2\ntệ,9\n", "row 3, column label: '9' is none of 0, 1, 2"),
        ("a.csv", "text,label\n  ,2\n", "row 2, column text: is not text"),
        ("a.csv", f"text,label\n{'x' * 4001},2\n", "row 2, column text: has 4001 characters; at most 4000"),
        ("a.csv", "text,label\n", "has no rows"),
        ("a.csv", f'text,label\nx,0\n"{"x" * 131_073},2\n', "row 3: field larger than field limit (131072)"),
        ("a.csv", f"{'x' * 131_073},label\n", "row 1: field larger than field limit (131072)"),
        ("a.jsonl", '{"text": "x\\ud83d", "label": 2}\n', "row 1, column text: has half a character"),
        (
            "a.jsonl",
            '{"text": "x", "label": 2}\n{"text": "\\udc00 y", "label": 1}\n',
            "row 2, column text: has half",
        ),
        ("a.csv", b"text,label\nt\xf4t,2\n", "is not UTF-8"),
        ("a.jsonl", '{"text": "x", "label": 2}\n{', "row 2: is not JSON"),
        ("a.jsonl", '{"text": 5, "label": 2}\n', "row 1, column text: is not text"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(
    tmp_path: Path, name: str, content: str | bytes, said: str
) -> None:
    into = tmp_path / "rows.jsonl"
    code, output = convert(tmp_path / name, content, "--labels", MAP, into=into)
    assert (code, said in output) == (1, True), output
    assert not into.exists()


def test_a_lone_surrogate_in_a_label_is_named_too(tmp_path: Path) -> None:
    into = tmp_path / "rows.jsonl"
    code, output = convert(tmp_path / "a.jsonl", '{"text": "x", "label": "\\udc00"}\n', into=into)
    assert (code, "row 1, column label: has half a character" in output) == (1, True), output
    assert not into.exists()


def test_a_language_that_the_classifier_does_not_know_is_refused(tmp_path: Path) -> None:
    into = tmp_path / "rows.jsonl"
    code, output = convert(tmp_path / "a.csv", "text,label\nx,good\n", "--language", "xx", into=into)
    assert (code, "'vi', 'en'" in output) == (2, True), output
    assert not into.exists()
