"""The card of a model that writes text: what it takes and gives at most, and how good it is."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from tabular.card import Data, Score


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Target(_Frozen):
    """What is written; there are no classes."""

    name: Literal["text"] = "text"
    classes: tuple[()] = ()


class Generation(_Frozen):
    """The limits of one request; languages are BCP 47 tags."""

    languages: tuple[str, ...]
    max_prompt_characters: Annotated[int, Field(ge=1)] = 2_000
    max_new_tokens: Annotated[int, Field(ge=1)] = 256


class GenerationCard(_Frozen):
    """Everything a caller and a reviewer need to know; `data.rows` are paragraphs."""

    format: Literal[1] = 1
    name: str
    version: str
    description: str
    task: Literal["generation"] = "generation"
    algorithm: Literal["ngram"] = "ngram"
    target: Target = Target()
    features: tuple[()] = ()
    generation: Generation
    metrics: dict[str, FiniteFloat]
    score: Score
    data: Data
    model_sha256: str

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a `card.json`; raises pydantic's ValidationError, which names the field that is wrong."""
        return cls.model_validate_json(path.read_bytes())

    def write(self, path: Path) -> None:
        """Write the card as indented JSON in field order, so that two equal cards are equal bytes."""
        path.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")
