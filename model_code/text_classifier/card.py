"""The card of a text classifier: the tabular card's fields, with one feature that is text."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat

from tabular.card import Data, Score, Target
from text_classifier.limits import MOST_CHARACTERS


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TextFeature(_Frozen):
    """A text of 1 to `max_characters` characters (Unicode code points); longer ones are refused."""

    name: str = "text"
    type: Literal["text"] = "text"
    max_characters: Annotated[int, Field(ge=1)] = MOST_CHARACTERS
    missing: Literal[False] = False


class TextCard(_Frozen):
    """Everything a caller and a reviewer need to know; `languages` are BCP 47 tags."""

    format: Literal[1] = 1
    name: str
    version: str
    description: str
    task: Literal["text-classification"] = "text-classification"
    algorithm: Literal["transformer"] = "transformer"
    target: Target
    features: tuple[TextFeature] = (TextFeature(),)
    languages: Annotated[tuple[str, ...], Field(min_length=1)]
    max_tokens: Annotated[int, Field(ge=1)]
    """Tokens of a text that the model reads; what comes after does not count."""
    metrics: dict[str, FiniteFloat]
    score: Score
    data: Data
    model_sha256: str
    tokenizer_sha256: str

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a `card.json`; raises pydantic's ValidationError, which names the field that is wrong."""
        return cls.model_validate_json(path.read_bytes())

    def write(self, path: Path) -> None:
        """Write the card as indented JSON in field order, so that two equal cards are equal bytes."""
        path.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")
