"""The model card: what a model expects, answers and scored. It travels as `card.json` beside `model.onnx`."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, model_validator

MODEL_FILE, CARD_FILE = "model.onnx", "card.json"
Task = Literal["classification", "regression"]
Algorithm = Literal["linear", "boosting", "forest", "neighbors"]
"""`train.py` takes the better of the first two; the local AutoML (automl/) tries all."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NumberFeature(_Frozen):
    """A numeric column; `minimum` and `maximum` are what training saw, for information, never limits."""

    name: str
    type: Literal["number"] = "number"
    minimum: FiniteFloat
    maximum: FiniteFloat
    missing: bool


class CategoryFeature(_Frozen):
    """A text column; the model receives the index of the value in `categories`."""

    name: str
    type: Literal["category"] = "category"
    categories: Annotated[tuple[str, ...], Field(min_length=1)]
    missing: bool


Feature = Annotated[NumberFeature | CategoryFeature, Field(discriminator="type")]


class Target(_Frozen):
    """The column to predict; `classes` is empty for a regression and in model output order otherwise."""

    name: str
    classes: tuple[str, ...] = ()


class Score(_Frozen):
    """The one metric that models of this task are compared by."""

    name: str
    value: FiniteFloat


class Data(_Frozen):
    """Where the training rows came from; `sha256` is of the CSV bytes as they were read."""

    rows: int
    sha256: str
    source: str


class Card(_Frozen):
    """Everything a caller, a validator and a reviewer need to know about one trained model."""

    format: Literal[1] = 1
    name: str
    version: str
    description: str
    task: Task
    algorithm: Algorithm
    target: Target
    features: Annotated[tuple[Feature, ...], Field(min_length=1)]
    metrics: dict[str, FiniteFloat]
    score: Score
    data: Data
    model_sha256: str

    @model_validator(mode="after")
    def _classes_agree_with_the_task(self) -> Self:
        if (len(self.target.classes) >= 2) != (self.task == "classification"):
            raise ValueError(f"target.classes: {len(self.target.classes)} classes do not make a {self.task}")
        return self

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a `card.json`; raises pydantic's ValidationError, which names the field that is wrong."""
        return cls.model_validate_json(path.read_bytes())

    def write(self, path: Path) -> None:
        """Write the card as indented JSON in field order, so that two equal cards are equal bytes."""
        path.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")
