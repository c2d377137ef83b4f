"""The model card: what a model takes and gives. Read from S3, written by training."""

import re
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

_LOCATION = re.compile(r"arn:|s3://|\b\d{12}\b", re.IGNORECASE)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class NumberFeature(_Part):
    """A numeric column; `minimum` and `maximum` are what training saw, not limits."""

    name: str
    type: Literal["number"]
    minimum: float | None = None
    maximum: float | None = None
    missing: Annotated[bool, Field(description="Whether null is accepted.")] = False


class CategoryFeature(_Part):
    """A column of names; the order is the index the model was trained with."""

    name: str
    type: Literal["category"]
    categories: tuple[str, ...]
    missing: Annotated[bool, Field(description="Whether null is accepted.")] = False


Feature = Annotated[NumberFeature | CategoryFeature, Field(discriminator="type")]


class Target(_Part):
    """What is predicted; `classes` is empty for regression."""

    name: str
    classes: tuple[str, ...] = ()


class Score(_Part):
    """The one metric that models of this task are compared by."""

    name: str
    value: float


class TrainingData(_Part):
    """The data behind the model: its rows and the SHA-256 of the raw CSV."""

    rows: Annotated[int, Field(ge=0)]
    sha256: str
    source: str | None = None


class Card(_Part):
    """Schema, metrics and provenance of one version of a model."""

    format: Literal[1]
    name: str
    version: str
    description: str
    task: Literal["classification", "regression"]
    algorithm: str
    target: Target
    features: Annotated[tuple[Feature, ...], Field(min_length=1)]
    metrics: dict[str, float]
    score: Score
    data: TrainingData
    model_sha256: str

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        names = [feature.name for feature in self.features]
        if len(set(names)) != len(names):
            raise ValueError("features: two features have the same name")
        if (self.task == "classification") != bool(self.target.classes):
            raise ValueError("target.classes: classification needs classes, regression has none")
        return self

    def public(self) -> "Card":
        """Return the card for clients: without a storage location, which can hold an account id."""
        if self.data.source is None or not _LOCATION.search(self.data.source):
            return self
        return self.model_copy(update={"data": self.data.model_copy(update={"source": None})})
