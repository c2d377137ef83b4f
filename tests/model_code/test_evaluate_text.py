"""The text pipeline's evaluation scores what was packed, on rows held out, and says what is wrong."""

import hashlib
import json
from pathlib import Path

import onnx
import pytest
from onnx import TensorProto, helper

from tabular.artifact import pack
from tabular.card import Data, Score, Target
from tests.model_code.jobs import run_script
from text_classifier.card import TextCard
from text_classifier.tokenizer import Tokenizer

CLASSES = ("bad", "good")


def graph() -> bytes:
    """A graph that takes every text for good, with probability 0.75."""
    both = [helper.make_tensor_value_info(name, TensorProto.INT64, ["N", "T"]) for name in ("ids", "mask")]
    answer = helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["N", 2])
    nodes = [
        helper.make_node("Shape", ["ids"], ["rows"], start=0, end=1),
        helper.make_node("Concat", ["rows", "two"], ["shape"], axis=0),
        helper.make_node("Expand", ["row", "shape"], ["probabilities"]),
    ]
    constants = [
        helper.make_tensor("two", TensorProto.INT64, [1], [2]),
        helper.make_tensor("row", TensorProto.FLOAT, [1, 2], [0.25, 0.75]),
    ]
    made = helper.make_model(
        helper.make_graph(nodes, "good", both, [answer], constants),
        opset_imports=[helper.make_opsetid("", 18)],
        ir_version=9,
    )
    onnx.checker.check_model(made)
    return bytes(made.SerializeToString())


def card() -> TextCard:
    return TextCard(
        name="reviews",
        version="1",
        description="",
        target=Target(name="label", classes=CLASSES),
        languages=("en",),
        max_tokens=16,
        metrics={"accuracy": 1.0},
        score=Score(name="accuracy", value=1.0),
        data=Data(rows=2, sha256="0", source="s3://bucket/rows"),
        model_sha256="0",
        tokenizer_sha256="0",
    )


@pytest.fixture
def job(tmp_path: Path) -> Path:
    model, inputs = tmp_path / "packed", tmp_path / "processing/input"
    for folder in (model, inputs / "model", inputs / "test"):
        folder.mkdir(parents=True)
    tokenizer = Tokenizer.train(["good food", "bad food"] * 20, vocabulary=300)
    (model / "model.onnx").write_bytes(graph())
    tokenizer.save(model / "tokenizer.model")
    hashes = {"model_sha256": sha256(graph()), "tokenizer_sha256": sha256(tokenizer.model)}
    card().model_copy(update=hashes).write(model / "card.json")
    pack(model, inputs / "model/model.tar.gz")
    return tmp_path


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def hold_out(job: Path, *labels: str) -> None:
    rows = [json.dumps({"text": "food", "label": label, "language": "en"}) for label in labels]
    (job / "processing/input/test/rows.jsonl").write_text("\n".join(rows))


def test_the_score_is_of_the_graph_on_the_test_rows(job: Path) -> None:
    hold_out(job, "good", "bad", "good", "good")
    finished = run_script("evaluate_text.py", job)
    assert finished.returncode == 0, finished.stderr
    written = json.loads((job / "processing/evaluation/evaluation.json").read_text())
    assert written["score"] == {"name": "accuracy", "value": 0.75}
    assert TextCard.read(job / "processing/evaluation/card.json").metrics == written["metrics"]


def test_a_label_that_the_model_does_not_know_is_named(job: Path) -> None:
    hold_out(job, "good", "meh")
    finished = run_script("evaluate_text.py", job)
    assert finished.returncode == 1
    assert "'meh'" in finished.stderr


def test_a_model_that_is_not_the_one_of_its_card_is_not_measured(job: Path) -> None:
    hold_out(job, "good")
    changed = TextCard.read(job / "packed/card.json").model_copy(update={"model_sha256": "0" * 64})
    changed.write(job / "packed/card.json")
    pack(job / "packed", job / "processing/input/model/model.tar.gz")
    finished = run_script("evaluate_text.py", job)
    assert finished.returncode == 1
    assert "model.onnx is not the file card.json describes" in finished.stderr
