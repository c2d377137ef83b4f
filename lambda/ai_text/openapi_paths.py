"""The text routes in the OpenAPI document."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from http_api.openapi import json_body, metered

from .answers import (
    EntitiesAnswer,
    KeyPhrasesAnswer,
    LanguageAnswer,
    PiiAnswer,
    SentimentAnswer,
)
from .requests import AnalysisRequest, PiiRequest, TextsRequest, TranslationRequest
from .translation_answers import TranslationAnswer

ANSWERS = (
    EntitiesAnswer,
    KeyPhrasesAnswer,
    LanguageAnswer,
    PiiAnswer,
    SentimentAnswer,
    TranslationAnswer,
)
REQUESTS = (AnalysisRequest, PiiRequest, TextsRequest, TranslationRequest)

_Route = tuple[str, str, str, str | None, dict[str, Any], type[BaseModel]]
_ONE = {"text": "Món phở ở đây rất ngon, tôi sẽ quay lại."}
_MANY = {"texts": ["The food was great.", "Dịch vụ quá chậm."]}
_PIVOT = (
    "A text in a language that Comprehend does not know, such as Vietnamese, is translated to English first; "
    "`translation` is what was analyzed then. Long texts are cut where sentences end, and offsets are those "
    "of the whole text in NFC."
)


_NUMBERS = (
    "Comprehend reads English and Spanish; other languages are read as English: numbers and addresses are "
    "found, names may be missed. Vietnamese ID and phone numbers are found by rule in every language."
)
_PLACES = {"text": "Hà Nội is in Việt Nam."}
_PERSONAL = {"text": "Write to an@example.com.", "redact": True}
_TERM = {"text": "machine learning", "target": "vi", "source": "en"}


def paths() -> dict[str, Any]:
    """Build every path with its one operation."""
    return {
        f"/v1/ai/{route}": {"post": metered(id_, summary, description=told, request_body=body, answer=answer)}
        for route, id_, summary, told, body, answer in _analyses()
    }


def _analyses() -> Iterator[_Route]:
    """Yield each route's path, operation id, summary, description, body and answer."""
    one, many = (json_body(AnalysisRequest, example=example) for example in (_ONE, _MANY))
    places, texts = json_body(AnalysisRequest, example=_PLACES), json_body(TextsRequest, example=_MANY)
    personal = json_body(PiiRequest, example=_PERSONAL)
    term = json_body(TranslationRequest, example=_TERM)
    yield "sentiment", "detectSentiment", "The sentiment of texts", _PIVOT, one, SentimentAnswer
    what = "People, places, dates and other things in texts"
    yield "entities", "detectEntities", what, _PIVOT, places, EntitiesAnswer
    yield "key-phrases", "detectKeyPhrases", "The noun phrases of texts", _PIVOT, many, KeyPhrasesAnswer
    yield "language", "detectLanguage", "The languages of texts", None, texts, LanguageAnswer
    what = "Personal data in texts, and the texts without it"
    yield "pii", "detectPersonalData", what, _NUMBERS, personal, PiiAnswer
    yield "translate", "translateText", "A text in another language", None, term, TranslationAnswer
