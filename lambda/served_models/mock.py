"""Mode `mock`: predictions without a model, for work on what calls the API. Equal rows get equal answers."""

import hashlib
import json
from collections.abc import Sequence

from prediction_jobs.predictions import ClassPrediction, Prediction, ValuePrediction

from .card import Card
from .rows import Row

HEADER = "x-lab2api-mock"
VERSION = "mock"
_LARGEST = 0xFFFF


def predict(rows: Sequence[Row], *, card: Card) -> list[Prediction]:
    """Make up a prediction for each row from its hash: of the card's task and classes, and no more true."""
    return [_prediction(row, card=card) for row in rows]


def _prediction(row: Row, *, card: Card) -> Prediction:
    digest = hashlib.sha256(json.dumps([card.name, row]).encode()).digest()
    if card.task == "regression":
        return ValuePrediction(value=_number(digest) / _LARGEST)
    weights = {name: 1 + _number(digest + name.encode()) for name in card.target.classes}
    probabilities = {name: weight / sum(weights.values()) for name, weight in weights.items()}
    return ClassPrediction(
        label=max(probabilities, key=lambda name: probabilities[name]), probabilities=probabilities
    )


def _number(data: bytes) -> int:
    return int.from_bytes(hashlib.sha256(data).digest()[:2])
