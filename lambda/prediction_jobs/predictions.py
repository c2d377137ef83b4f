"""What is predicted, as clients get it: at once, or as a job's result."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=True, defer_build=True)


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
    version: Annotated[str, Field(description="The model version that answered; `mock` where none did.")]
    predictions: list[Prediction]
    request_id: Annotated[str, Field(description="The id of the request that the rows came with.")]
