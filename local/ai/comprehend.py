"""Comprehend's synchronous operations on one text, with the service's limits and languages."""

from typing import Any

from local.ai.registry import Answer, Request, not_emulated, operation
from local.ai.text import entities, key_phrases, language, pii, sentiment
from local.ai.text.size import require_bytes
from local.ai.text.spans import Span
from local.sagemaker.errors import ServiceError

SENTIMENT_BYTES = 5_000
TEXT_BYTES = 100_000
"""https://docs.aws.amazon.com/comprehend/latest/dg/guidelines-and-limits.html (5 KB and 100 KB of UTF-8)."""

PII_LANGUAGES = ("en", "es")
SENTIMENT = "sentiment by the VADER lexicon and rules, English only"
LANGUAGE = "language by character n-grams"
ENTITIES = "entities by lab2api rules and gazetteers, English only"
KEY_PHRASES = "key phrases by RAKE, English only"
PII = "personal data by patterns, checksums and numbering plans"


def sentiment_of(text: str) -> Answer:
    """Return Sentiment and SentimentScore of an English text."""
    scores = sentiment.scores(text)
    named = {name.capitalize(): score for name, score in scores.items()}
    return {"Sentiment": max(scores, key=lambda name: scores[name]), "SentimentScore": named}


def languages_of(text: str) -> Answer:
    """Return Languages, best first."""
    return {"Languages": [{"LanguageCode": code, "Score": score} for code, score in language.ranked(text)]}


def entities_of(text: str) -> Answer:
    """Return Entities."""
    return {"Entities": [_entity(text, span) | {"Type": span.type} for span in entities.find(text)]}


def key_phrases_of(text: str) -> Answer:
    """Return KeyPhrases."""
    return {"KeyPhrases": [_entity(text, span) for span in key_phrases.key_phrases(text)]}


def require_english(request: Request, *, what: str) -> None:
    """Refuse a language that the service knows and this machine does not."""
    if request["LanguageCode"] != "en":
        message = f"The stand-in for {what} knows English only, not {request['LanguageCode']!r}."
        raise not_emulated(message, service="comprehend")


@operation("comprehend", "DetectSentiment", what=SENTIMENT, packages=("vaderSentiment",))
def detect_sentiment(request: Request) -> Answer:
    """Answer DetectSentiment."""
    require_bytes(request["Text"], most=SENTIMENT_BYTES)
    require_english(request, what="sentiment")
    return sentiment_of(request["Text"])


@operation("comprehend", "DetectDominantLanguage", what=LANGUAGE, packages=("py3langid",))
def detect_dominant_language(request: Request) -> Answer:
    """Answer DetectDominantLanguage."""
    require_bytes(request["Text"], most=TEXT_BYTES)
    return languages_of(request["Text"])


@operation("comprehend", "DetectEntities", what=ENTITIES, packages=("tzdata",))
def detect_entities(request: Request) -> Answer:
    """Answer DetectEntities for built-in entity types."""
    if "EndpointArn" in request or "Bytes" in request or "Text" not in request:
        raise not_emulated("Custom entity recognizers and documents have no stand-in.", service="comprehend")
    if "LanguageCode" not in request:
        raise ServiceError(code="InvalidRequestException", message="LanguageCode is required with Text.")
    require_bytes(request["Text"], most=TEXT_BYTES)
    require_english(request, what="entities")
    return entities_of(request["Text"])


@operation("comprehend", "DetectKeyPhrases", what=KEY_PHRASES)
def detect_key_phrases(request: Request) -> Answer:
    """Answer DetectKeyPhrases."""
    require_bytes(request["Text"], most=TEXT_BYTES)
    require_english(request, what="key phrases")
    return key_phrases_of(request["Text"])


@operation("comprehend", "DetectPiiEntities", what=PII, packages=("phonenumberslite",))
def detect_pii_entities(request: Request) -> Answer:
    """Answer DetectPiiEntities; like the service it gives offsets and no text."""
    return {
        "Entities": [
            {"Type": span.type, "Score": span.score, "BeginOffset": span.begin, "EndOffset": span.end}
            for span in _personal(request)
        ]
    }


@operation("comprehend", "ContainsPiiEntities", what=PII, packages=("phonenumberslite",))
def contains_pii_entities(request: Request) -> Answer:
    """Answer ContainsPiiEntities: the types that occur."""
    best: dict[str, float] = {}
    for span in _personal(request):
        best[span.type] = max(best.get(span.type, 0.0), span.score)
    return {"Labels": [{"Name": name, "Score": score} for name, score in best.items()]}


def _personal(request: Request) -> list[Span]:
    require_bytes(request["Text"], most=TEXT_BYTES)
    if request["LanguageCode"] not in PII_LANGUAGES:
        message = (
            f"Unsupported language code {request['LanguageCode']}: use one of {', '.join(PII_LANGUAGES)}."
        )
        raise ServiceError(code="UnsupportedLanguageException", message=message)
    return pii.find(request["Text"])


def _entity(text: str, span: Span) -> dict[str, Any]:
    return {
        "Score": span.score,
        "Text": text[span.begin : span.end],
        "BeginOffset": span.begin,
        "EndOffset": span.end,
    }
