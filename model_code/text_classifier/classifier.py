"""Load a text classifier and answer texts; loading one runs no code of the model's author."""

import hashlib
from pathlib import Path
from typing import Protocol, Self

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from tabular.card import CARD_FILE, MODEL_FILE
from tabular.predictor import BrokenArtifactError
from tabular.row_model import Prediction
from text_classifier.card import TextCard
from text_classifier.reader import TextReader
from text_classifier.tokenizer import TOKENIZER_FILE, Tokenizer, Tokens, padded

MOST_TOGETHER = 64
"""Texts a run: sorted by length, so that a short one is not padded to a long one's size."""
Probabilities = NDArray[np.float32]


class Graph(Protocol):
    """What computes: ids and mask [N, T] to probabilities [N, C]; called from many threads."""

    def run(self, ids: Tokens, mask: Tokens) -> Probabilities:
        """Compute the probabilities."""


class OnnxGraph:
    """The network on the CPU, by ONNX Runtime."""

    def __init__(self, model: bytes) -> None:
        options = onnxruntime.SessionOptions()
        # One thread: the server runs one process a core, and requests beside each other fill the cores.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4
        try:
            self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime's errors share no base class but Exception
            raise BrokenArtifactError(f"{MODEL_FILE} cannot be loaded: {error}") from error
        inputs = sorted(item.name for item in self._session.get_inputs())
        outputs = [item.name for item in self._session.get_outputs()]
        if inputs != ["ids", "mask"] or outputs != ["probabilities"]:
            raise BrokenArtifactError(f"{MODEL_FILE} has inputs {inputs} and outputs {outputs}")

    def run(self, ids: Tokens, mask: Tokens) -> Probabilities:
        """Compute the probabilities."""
        answer: Probabilities = self._session.run(["probabilities"], {"ids": ids, "mask": mask})[0]
        return answer


class Classifier:
    """One loaded model: `rows` reads requests, `predict` answers them."""

    # Hundreds of long texts keep a core busy for seconds.
    slow = True

    def __init__(self, card: TextCard, *, graph: Graph, tokenizer: Tokenizer) -> None:
        self.card, self.graph, self.tokenizer = card, graph, tokenizer
        self.rows = TextReader(card)
        found = graph.run(*tokenizer.encode(["."])).shape[1]
        if found != len(card.target.classes):
            raise BrokenArtifactError(
                f"the model knows {found} classes, {CARD_FILE} {len(card.target.classes)}"
            )

    @classmethod
    def load(cls, directory: Path) -> Self:
        """Load a model directory; raises BrokenArtifactError or pydantic's ValidationError."""
        for name in (CARD_FILE, MODEL_FILE, TOKENIZER_FILE):
            if not (directory / name).is_file():
                raise BrokenArtifactError(f"{name} is missing from the model artifact")
        card = TextCard.read(directory / CARD_FILE)
        model = _checked(directory / MODEL_FILE, card.model_sha256)
        try:
            tokenizer = Tokenizer(_checked(directory / TOKENIZER_FILE, card.tokenizer_sha256))
        except RuntimeError as error:
            raise BrokenArtifactError(f"{TOKENIZER_FILE} cannot be loaded: {error}") from error
        return cls(card, graph=OnnxGraph(model), tokenizer=tokenizer)

    def predict(self, texts: list[str]) -> list[Prediction]:
        """Answer each text as the API words it: label and probabilities."""
        classes = self.card.target.classes
        return [
            {"label": classes[row.index(max(row))], "probabilities": dict(zip(classes, row, strict=True))}
            for row in self.probabilities(texts).tolist()
        ]

    def probabilities(self, texts: list[str]) -> Probabilities:
        """Compute the probability of each class for each text, [texts, classes].

        Sums of other shapes round otherwise: what is asked beside a text moves the sixth decimal.
        """
        rows = list(self.tokenizer.rows(texts, length=self.card.max_tokens))
        order = np.argsort([len(row) for row in rows], kind="stable")
        answers = np.empty((len(texts), len(self.card.target.classes)), dtype=np.float32)
        for start in range(0, len(texts), MOST_TOGETHER):
            chosen = order[start : start + MOST_TOGETHER]
            some = [rows[number] for number in chosen]
            answers[chosen] = self.graph.run(*padded(some, width=len(some[-1])))
        return answers


def _checked(path: Path, sha256: str) -> bytes:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BrokenArtifactError(f"{path.name} is not the file {CARD_FILE} describes: its SHA-256 differs")
    return content
