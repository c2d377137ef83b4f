"""The model card: what a model takes and gives. Read from S3, written by training."""

import re
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from http_api.problems import invalid

_LOCATION = re.compile(r"arn:|s3://|\b\d{12}\b", re.IGNORECASE)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True)


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


class TextFeature(_Part):
    """A text in words; it is counted in Unicode characters."""

    name: str
    type: Literal["text"]
    max_characters: Annotated[int, Field(ge=1)]
    missing: Annotated[bool, Field(description="Whether null is accepted.")] = False


Feature = Annotated[NumberFeature | CategoryFeature | TextFeature, Field(discriminator="type")]


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


class Generation(_Part):
    """What a model that generates text takes and gives at most; languages are BCP 47 tags."""

    languages: tuple[str, ...]
    max_prompt_characters: Annotated[int, Field(ge=1)]
    max_new_tokens: Annotated[int, Field(ge=1)]


class Card(_Part):
    """Schema, metrics and provenance of one version of a model."""

    format: Literal[1]
    name: str
    version: str
    description: str
    task: Literal["classification", "regression", "generation", "text-classification"]
    algorithm: str
    target: Target
    features: Annotated[tuple[Feature, ...], Field(description="Empty for generation.")]
    generation: Annotated[Generation | None, Field(description="For generation only.")] = None
    languages: Annotated[
        tuple[str, ...], Field(description="BCP 47 tags of the texts it learned from; for text only.")
    ] = ()
    max_tokens: Annotated[
        int | None, Field(ge=1, description="What is read of a text; a word is one or a few tokens.")
    ] = None
    metrics: dict[str, float]
    score: Score
    data: TrainingData
    model_sha256: str
    tokenizer_sha256: str | None = None

    @property
    def classifies(self) -> bool:
        """Whether predictions are labels of `target.classes`."""
        return self.task in ("classification", "text-classification")

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        names = [feature.name for feature in self.features]
        if len(set(names)) != len(names):
            raise ValueError("features: two features have the same name")
        if self.classifies != bool(self.target.classes):
            raise ValueError("target.classes: classification needs classes, regression has none")
        if (self.task == "generation") != (self.generation is not None):
            raise ValueError("generation: belongs to the task generation, and to no other")
        if (self.task == "generation") == bool(self.features):
            raise ValueError("features: generation has none, every other task has some")
        if (self.task == "text-classification") != any(f.type == "text" for f in self.features):
            raise ValueError("features: text-classification takes a text, and no other task does")
        return self

    def public(self) -> "Card":
        """Return the card for clients: without a storage location, which can hold an account id."""
        if self.data.source is None or not _LOCATION.search(self.data.source):
            return self
        return self.model_copy(update={"data": self.data.model_copy(update={"source": None})})


def refuse_generation(card: Card, *, model: str) -> None:
    """Raise the 400 for a model that takes no rows; it names the route that the model has."""
    if card.task == "generation":
        raise invalid("model", f"generates text and takes no rows: use POST /v1/models/{model}/stream")
