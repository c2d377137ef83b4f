"""What POST /v1/ai/translate answers."""

from typing import Annotated

from pydantic import Field

from http_api.answers import AiAnswer

from .answers import Part


class AppliedTerm(Part):
    """A term of the terminology that was used."""

    source: str
    target: str


class TranslationAnswer(AiAnswer):
    """The translation, in NFC."""

    translation: str
    source: Annotated[str, Field(description="The language translated from, told when it was `auto`.")]
    target: str
    applied_terms: list[AppliedTerm]
