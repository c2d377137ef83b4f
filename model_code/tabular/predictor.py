"""Load a model artifact and answer rows; loading one runs no code of the model's author."""

import csv
import hashlib
import io
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import onnxruntime
import orjson
from numpy.typing import NDArray

from tabular.card import CARD_FILE, MODEL_FILE, Card
from tabular.row_model import Prediction
from tabular.rows import CSV, JSON, Matrix, RowReader

Outputs = NDArray[Any]


class BrokenArtifactError(ValueError):
    """The model directory does not hold a model that agrees with its card."""


class Graph:
    """An ONNX model of this project: input `features`, output `probabilities` [N, C] or `value` [N, 1]."""

    def __init__(self, model: bytes, *, classes: int) -> None:
        options = onnxruntime.SessionOptions()
        # One thread: the server runs one process a core, and a table row is too small to share.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's errors share no base class but Exception
            raise BrokenArtifactError(f"{MODEL_FILE} cannot be loaded: {error}") from error
        self._outputs = ["probabilities" if classes else "value"]
        inputs = {item.name: item.shape for item in self._session.get_inputs()}
        outputs = {item.name for item in self._session.get_outputs()}
        if list(inputs) != ["features"] or not outputs.issuperset(self._outputs):
            raise BrokenArtifactError(f"{MODEL_FILE} has inputs {list(inputs)} and outputs {sorted(outputs)}")
        self.width = inputs["features"][1]

    def run(self, matrix: Matrix) -> Outputs:
        """Run on [rows, features]: probabilities [rows, classes] or values [rows, 1]."""
        answer: Outputs = self._session.run(self._outputs, {"features": matrix})[0]
        return answer


class Predictor:
    """One loaded model: `rows` reads requests, `predict` answers them."""

    slow = False

    def __init__(self, card: Card, model: bytes) -> None:
        if hashlib.sha256(model).hexdigest() != card.model_sha256:
            raise BrokenArtifactError(
                f"{MODEL_FILE} is not the file {CARD_FILE} describes: model_sha256 differs"
            )
        self.card = card
        self.rows = RowReader(card)
        self.graph = Graph(model, classes=len(card.target.classes))
        if self.graph.width != len(card.features):
            raise BrokenArtifactError(
                f"{MODEL_FILE} takes {self.graph.width} features, {CARD_FILE} has {len(card.features)}"
            )
        self._classes = card.target.classes

    @classmethod
    def load(cls, directory: Path) -> Self:
        """Load `model.onnx` and `card.json`; raises BrokenArtifactError or pydantic's ValidationError."""
        for name in (CARD_FILE, MODEL_FILE):
            if not (directory / name).is_file():
                raise BrokenArtifactError(f"{name} is missing from the model artifact")
        return cls(Card.read(directory / CARD_FILE), (directory / MODEL_FILE).read_bytes())

    def predict(self, matrix: Matrix) -> list[Prediction]:
        """Answer each row as the API words it: label and probabilities, or value."""
        if not self._classes:
            return [{"value": value} for value in self.graph.run(matrix)[:, 0].tolist()]
        classes = self._classes
        return [
            {"label": classes[row.index(max(row))], "probabilities": dict(zip(classes, row, strict=True))}
            for row in self.graph.run(matrix).tolist()
        ]


def encode(predictions: list[Prediction], accept: str) -> bytes:
    """Encode predictions as `{"predictions": [...]}`, or as CSV lines: label and probabilities, or value."""
    if accept != CSV:
        return orjson.dumps({"predictions": predictions})
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    for item in predictions:
        writer.writerow(
            [item["label"], *item["probabilities"].values()] if "label" in item else [item["value"]]
        )
    return text.getvalue().encode()


@lru_cache(maxsize=256)
def answer_type(accept: str) -> str | None:
    """Choose the answer's media type for an Accept header; None when it allows neither JSON nor CSV."""
    wanted = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    for media_type in wanted:
        if media_type in ("", "*/*", "application/*", JSON):
            return JSON
        if media_type in ("text/*", CSV):
            return CSV
    return None
