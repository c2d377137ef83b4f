"""Comprehend's BatchDetect operations: up to 25 texts, each answered or refused by its index."""

from collections.abc import Callable
from typing import Any

from local.ai import comprehend
from local.ai.registry import Answer, Request, operation
from local.ai.text.size import require_bytes
from local.sagemaker.errors import ServiceError

MOST_TEXTS = 25
TEXT_BYTES = 5_000
"""https://docs.aws.amazon.com/comprehend/latest/dg/guidelines-and-limits.html (batches: 25 texts of 5 KB)."""


def _batch(detect: Callable[[str], Answer], request: Request) -> Answer:
    texts: list[str] = request["TextList"]
    if len(texts) > MOST_TEXTS:
        message = f"Input document count {len(texts)} exceeds the limit of {MOST_TEXTS}."
        raise ServiceError(code="BatchSizeLimitExceededException", message=message)
    answers: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    for index, text in enumerate(texts):
        try:
            require_bytes(text, most=TEXT_BYTES)
            answers.append({"Index": index} | detect(text))
        except ServiceError as error:
            code = error.code.removesuffix("Exception")
            errors.append({"Index": index, "ErrorCode": code, "ErrorMessage": error.message})
    return {"ResultList": answers, "ErrorList": errors}


@operation("comprehend", "BatchDetectSentiment", what=comprehend.SENTIMENT, packages=("vaderSentiment",))
def batch_detect_sentiment(request: Request) -> Answer:
    """Answer BatchDetectSentiment."""
    comprehend.require_english(request, what="sentiment")
    return _batch(comprehend.sentiment_of, request)


@operation("comprehend", "BatchDetectDominantLanguage", what=comprehend.LANGUAGE, packages=("py3langid",))
def batch_detect_dominant_language(request: Request) -> Answer:
    """Answer BatchDetectDominantLanguage."""
    return _batch(comprehend.languages_of, request)


@operation("comprehend", "BatchDetectEntities", what=comprehend.ENTITIES, packages=("tzdata",))
def batch_detect_entities(request: Request) -> Answer:
    """Answer BatchDetectEntities."""
    comprehend.require_english(request, what="entities")
    return _batch(comprehend.entities_of, request)


@operation("comprehend", "BatchDetectKeyPhrases", what=comprehend.KEY_PHRASES)
def batch_detect_key_phrases(request: Request) -> Answer:
    """Answer BatchDetectKeyPhrases."""
    comprehend.require_english(request, what="key phrases")
    return _batch(comprehend.key_phrases_of, request)
