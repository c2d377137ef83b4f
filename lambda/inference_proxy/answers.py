"""What the read routes answer, and bodies as they are documented."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from job_store.ids import ID_PATTERN


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class UploadedRowsRequest(_Answer):
    """A body that says where the rows are, for the OpenAPI document."""

    upload: Annotated[str, Field(pattern=ID_PATTERN, description="As POST …/uploads answered it.")]


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
