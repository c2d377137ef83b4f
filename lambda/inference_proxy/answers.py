"""What the read routes answer."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Health(_Answer):
    """The function answers; no model is asked."""

    status: Literal["ok"] = "ok"
    environment: str


class ModelSummary(_Answer):
    """One served model; `href` is where its card is."""

    name: str
    version: str
    href: Annotated[str, Field(description="Path of the model card.")]


class ModelList(_Answer):
    """Every served model, by name."""

    models: list[ModelSummary]
