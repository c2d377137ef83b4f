"""A bad row is told by file, line and field; the classes are those of the training rows."""

import json
from pathlib import Path

import pytest

from tabular.paths import TrainingPaths
from text_classifier.channels import Channels
from text_classifier.examples import ExampleError, read_channel

GOOD = {"text": " Tốt quá ", "label": "positive", "language": "vi"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'{"text": "a", "label": "b"', "line 3: not a JSON object in UTF-8"),
        (b'"text"', "line 3: row: Input should be a valid dictionary"),
        (b'{"label": "b", "language": "en"}', "line 3: text: Field required"),
        (b'{"text": "  ", "label": "b", "language": "en"}', "line 3: text: must not be blank"),
        (b'{"text": "\\u200b", "label": "b", "language": "en"}', "line 3: text: must not be blank"),
        (b'{"text": "a", "label": "b", "language": "x y; a=1"}', "line 3: language: String should match"),
        (b"[" * 200_000, "line 3: not a JSON object in UTF-8"),
        (b'{"text": "a", "label": 3, "language": "en"}', "line 3: label: Input should be a valid string"),
        (b'{"text": "a", "label": "b", "language": "en", "stars": 3}', "line 3: stars: Extra inputs are not"),
        (b'{"text": "\xff", "label": "b", "language": "en"}', "line 3: not a JSON object in UTF-8"),
    ],
)
def test_a_bad_row_is_told_by_file_line_and_field(tmp_path: Path, line: bytes, said: str) -> None:
    (tmp_path / "a.jsonl").write_bytes(json.dumps(GOOD).encode() + b"\n\n" + line + b"\n")
    with pytest.raises(ExampleError, match=f"^a.jsonl: {said}"):
        read_channel(tmp_path)


def test_a_text_too_long_for_the_endpoint_is_not_trained_on(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({**GOOD, "text": "a" * 4_001}))
    with pytest.raises(ExampleError, match="line 1: text: String should have at most 4000"):
        read_channel(tmp_path)


def test_files_are_read_in_the_order_of_their_paths(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text(json.dumps({**GOOD, "text": "second"}))
    (tmp_path / "a.jsonl").write_text(json.dumps({**GOOD, "text": "first"}) + "\n")
    read = read_channel(tmp_path)
    assert read.texts == ["first", "second"]
    (tmp_path / "b.jsonl").write_text(json.dumps({**GOOD, "text": "other"}))
    assert read_channel(tmp_path).sha256 != read.sha256


def test_an_empty_channel_says_what_to_put_there(tmp_path: Path) -> None:
    with pytest.raises(ExampleError, match=r"put \*.jsonl files"):
        read_channel(tmp_path / "train")


def test_classes_are_those_of_the_training_rows(tmp_path: Path) -> None:
    paths = TrainingPaths.from_environment({"SAGEMAKER_BASE_DIR": str(tmp_path)})
    for channel, labels in ((paths.train, "cba"), (paths.test, "ac")):
        channel.mkdir(parents=True)
        lines = [json.dumps({**GOOD, "label": label}) + "\n" for label in labels]
        (channel / "a.jsonl").write_text("".join(lines))
    channels = Channels.read(paths)
    assert channels.classes == ("a", "b", "c")
    assert channels.labels(channels.train).tolist() == [2, 1, 0]
    assert channels.labels(channels.test).tolist() == [0, 2]
    assert channels.languages == ("vi",)
    (paths.test / "a.jsonl").write_bytes((paths.train / "a.jsonl").read_bytes())
    with pytest.raises(ExampleError, match="the test channel is the train channel"):
        Channels.read(paths)
