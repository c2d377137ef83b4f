"""The model's answer: typed, finite, and as many predictions as there were rows."""

import json
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from http_api.problems import Kind, ProblemError

from .card import Card


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=True)


Probability = Annotated[float, Field(ge=0.0, le=1.0 + 1e-6)]


class ClassPrediction(_Answer):
    """The likeliest class and the probability of each."""

    label: str
    probabilities: dict[str, Probability]


class ValuePrediction(_Answer):
    """The predicted number, in the unit of the target column."""

    value: float


Prediction = ClassPrediction | ValuePrediction


class PredictionsAnswer(_Answer):
    """One prediction a row, in the order of the rows."""

    model: Annotated[str, Field(description="The model's name.")]
    version: Annotated[str, Field(description="The model version that answered.")]
    predictions: list[Prediction]
    request_id: Annotated[str, Field(description="The request id, also in the header `x-request-id`.")]


class _ClassPredictions(BaseModel):
    predictions: list[ClassPrediction]


class _ValuePredictions(BaseModel):
    predictions: list[ValuePrediction]


_CLASSIFICATION = TypeAdapter(_ClassPredictions)
_REGRESSION = TypeAdapter(_ValuePredictions)


def read_predictions(payload: bytes, *, card: Card, rows: int) -> list[Prediction]:
    """Read the predictions in `payload`; 502 when it is not `rows` predictions of the card's task."""
    adapter: TypeAdapter[_ClassPredictions] | TypeAdapter[_ValuePredictions]
    adapter = _CLASSIFICATION if card.task == "classification" else _REGRESSION
    try:
        predictions: list[Prediction] = list(adapter.validate_python(json.loads(payload)).predictions)
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
