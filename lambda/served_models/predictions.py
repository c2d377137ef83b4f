"""The model's answer: typed, finite, and as many predictions as there were rows."""

import json

from pydantic import BaseModel, ConfigDict, ValidationError

from http_api.problems import Kind, ProblemError
from prediction_jobs.predictions import ClassPrediction, Prediction, ValuePrediction

from .card import Card


class _ClassPredictions(BaseModel):
    model_config = ConfigDict(defer_build=True)

    predictions: list[ClassPrediction]


class _ValuePredictions(BaseModel):
    model_config = ConfigDict(defer_build=True)

    predictions: list[ValuePrediction]


def read_predictions(payload: bytes, *, card: Card, rows: int) -> list[Prediction]:
    """Read the predictions in `payload`; 502 when it is not `rows` predictions of the card's task."""
    shape = _ClassPredictions if card.classifies else _ValuePredictions
    try:
        predictions: list[Prediction] = list(shape.model_validate(json.loads(payload)).predictions)
    except (ValidationError, ValueError, RecursionError) as error:
        raise junk("it is not predictions of the model's task") from error
    if len(predictions) != rows:
        raise junk(f"it has {len(predictions)} predictions for {rows} rows")
    classes = set(card.target.classes)
    for prediction in predictions:
        if isinstance(prediction, ClassPrediction) and (
            prediction.probabilities.keys() != classes or prediction.label not in classes
        ):
            raise junk("it names other classes than the card")
    return predictions


def junk(reason: str) -> ProblemError:
    """Build the 502 for an answer that cannot be passed on."""
    return ProblemError(Kind.MODEL_FAILED, f"The model's answer cannot be used: {reason}.")
