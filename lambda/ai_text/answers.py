"""What the text routes answer. Offsets are code points of the text in NFC."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from http_api.answers import AiAnswer

Score = Annotated[float, Field(ge=0.0, le=1.0 + 1e-6)]
Offset = Annotated[int, Field(ge=0, description="Code points from the start of the analyzed text in NFC.")]


class Part(BaseModel):
    """The base of what answers are made of."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Analyzed(Part):
    """In which language a text is, and in which it was analyzed."""

    language: Annotated[str, Field(description="The text's language.")]
    analyzed_language: Annotated[
        str, Field(description="`en` where the service does not know the text's own language.")
    ]
    translation: Annotated[
        str | None, Field(description="The translation that was analyzed instead; offsets are in it.")
    ] = None


class SentimentScores(Part):
    """How sure the model is of each; together 1."""

    positive: Score
    negative: Score
    neutral: Score
    mixed: Score


class Sentiment(Analyzed):
    """The likeliest sentiment of a text, over all of it."""

    sentiment: Literal["positive", "negative", "neutral", "mixed"]
    scores: SentimentScores


class SentimentAnswer(AiAnswer):
    """One result a text, in the order of the texts."""

    results: list[Sentiment]


class Phrase(Part):
    """A stretch of the analyzed text."""

    text: str
    score: Score
    start: Offset
    end: Offset


class Entity(Phrase):
    """A person, place, date or other thing."""

    type: Annotated[str, Field(description="As Comprehend names it: PERSON, LOCATION, DATE ...")]


class Entities(Analyzed):
    """The entities of a text."""

    entities: list[Entity]


class EntitiesAnswer(AiAnswer):
    """One result a text, in the order of the texts."""

    results: list[Entities]


class KeyPhrases(Analyzed):
    """The noun phrases of a text."""

    key_phrases: list[Phrase]


class KeyPhrasesAnswer(AiAnswer):
    """One result a text, in the order of the texts."""

    results: list[KeyPhrases]


class DetectedLanguage(Part):
    """A language and how sure the model is."""

    code: str
    score: Score


class Languages(Part):
    """The languages of a text, the likeliest first."""

    languages: Annotated[list[DetectedLanguage], Field(min_length=1)]


class LanguageAnswer(AiAnswer):
    """One result a text, in the order of the texts."""

    results: list[Languages]


class PersonalData(Part):
    """Where personal data stands; the data itself is not repeated."""

    type: Annotated[str, Field(description="As Comprehend names it, or VN_CITIZEN_ID, VN_IDENTITY_CARD.")]
    score: Score
    start: Offset
    end: Offset
    source: Annotated[Literal["comprehend", "rule"], Field(description="Who found it.")]


class Pii(Part):
    """The personal data of a text."""

    language: str
    analyzed_language: Annotated[
        str, Field(description="`en` where Comprehend does not know the language: names may be missed.")
    ]
    entities: list[PersonalData]
    redacted: Annotated[str | None, Field(description="The text with `[TYPE]` in place of the data.")] = None


class PiiAnswer(AiAnswer):
    """One result a text, in the order of the texts."""

    results: list[Pii]
