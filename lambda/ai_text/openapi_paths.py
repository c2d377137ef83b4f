"""The text routes in the OpenAPI document."""

from typing import Any

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

_ONE = {"text": "Món phở ở đây rất ngon, tôi sẽ quay lại."}
_MANY = {"texts": ["The food was great.", "Dịch vụ quá chậm."]}
_PIVOT = (
    "A text in a language that Comprehend does not know, such as Vietnamese, is translated to English first; "
    "`translation` is what was analyzed then. Long texts are cut where sentences end, and offsets are those "
    "of the whole text in NFC."
)


def paths() -> dict[str, Any]:
    """Build every path with its one operation."""
    return {
        "/v1/ai/sentiment": {
            "post": metered(
                "detectSentiment",
                "The sentiment of texts",
                description=_PIVOT,
                request_body=json_body(AnalysisRequest, example=_ONE),
                answer=SentimentAnswer,
            )
        },
        "/v1/ai/entities": {
            "post": metered(
                "detectEntities",
                "People, places, dates and other things in texts",
                description=_PIVOT,
                request_body=json_body(AnalysisRequest, example={"text": "Hà Nội is in Việt Nam."}),
                answer=EntitiesAnswer,
            )
        },
        "/v1/ai/key-phrases": {
            "post": metered(
                "detectKeyPhrases",
                "The noun phrases of texts",
                description=_PIVOT,
                request_body=json_body(AnalysisRequest, example=_MANY),
                answer=KeyPhrasesAnswer,
            )
        },
        "/v1/ai/language": {
            "post": metered(
                "detectLanguage",
                "The languages of texts",
                request_body=json_body(TextsRequest, example=_MANY),
                answer=LanguageAnswer,
            )
        },
        "/v1/ai/pii": {
            "post": metered(
                "detectPersonalData",
                "Personal data in texts, and the texts without it",
                description=(
                    "Comprehend reads English and Spanish; other languages are read as English: numbers and "
                    "addresses are found, names may be missed. Vietnamese ID and phone numbers are "
                    "found by rule in every language."
                ),
                request_body=json_body(
                    PiiRequest, example={"text": "Write to an@example.com.", "redact": True}
                ),
                answer=PiiAnswer,
            )
        },
        "/v1/ai/translate": {
            "post": metered(
                "translateText",
                "A text in another language",
                request_body=json_body(
                    TranslationRequest, example={"text": "machine learning", "target": "vi", "source": "en"}
                ),
                answer=TranslationAnswer,
            )
        },
    }
