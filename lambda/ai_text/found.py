"""What Comprehend answers, as far as it is read (Comprehend API reference)."""

from typing import Any

from pydantic import Field

from http_api.aws_calls import AwsAnswer


class FoundSentiment(AwsAnswer):
    """A result of BatchDetectSentiment."""

    index: int = 0
    sentiment: str
    sentiment_score: dict[str, float]


class Span(AwsAnswer):
    """A stretch of a document, in code points; `type` where there is one."""

    begin_offset: int = Field(ge=0)
    end_offset: int = Field(ge=0)
    score: float
    type: str = ""


class FoundEntities(AwsAnswer):
    """A result of BatchDetectEntities or DetectPiiEntities."""

    index: int = 0
    entities: list[Span]


class FoundKeyPhrases(AwsAnswer):
    """A result of BatchDetectKeyPhrases."""

    index: int = 0
    key_phrases: list[Span]


class FoundLanguage(AwsAnswer):
    """One of the languages of a document."""

    language_code: str
    score: float


class FoundLanguages(AwsAnswer):
    """A result of BatchDetectDominantLanguage."""

    index: int = 0
    languages: list[FoundLanguage]


class BatchError(AwsAnswer):
    """A document that Comprehend could not read."""

    index: int


class Batch(AwsAnswer):
    """The answer of every BatchDetect operation."""

    result_list: list[dict[str, Any]]
    error_list: tuple[BatchError, ...] = ()
