"""What the route and the jobs answer: all that is known of a page, in one JSON."""

from typing import Annotated

from pydantic import Field

from ai_text.answers import DetectedLanguage, Entity, Part, PersonalData, SentimentScores
from document_pages.pages import Table
from http_api.answers import AiAnswer


class PageTranslation(Part):
    """The page's text in the target language, in NFC."""

    target: str
    text: str


class Analysis(Part):
    """What sentiment and entities are about; `text` is there where it is neither text nor translation."""

    language: str
    of: Annotated[str, Field(description="`text`, `translation`, or `pivot`: a translation made for it.")]
    text: str | None = None


class PageSentiment(Part):
    """How the page sounds: the likeliest of the four, and how sure the model is of each."""

    sentiment: str
    scores: SentimentScores


class DigitizedPage(Part):
    """One page; what its language did not allow is null, and `notes` says why."""

    page: Annotated[int, Field(ge=1)]
    text: str
    tables: list[Table]
    language: DetectedLanguage | None = None
    translation: PageTranslation | None = None
    analysis: Analysis | None = None
    sentiment: PageSentiment | None = None
    entities: list[Entity] | None = None
    redacted: Annotated[str | None, Field(description="`text` with `[TYPE]` over personal data.")] = None
    personal_data: list[PersonalData] | None = None
    notes: tuple[str, ...] = ()


class DigitizedAnswer(AiAnswer):
    """A page that was digitized at once."""

    pages: list[DigitizedPage]
