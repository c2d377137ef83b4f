"""Which answers are as documented: only these are kept, the others are asked for again."""

from collections.abc import Mapping
from typing import Any

from ai_text.found import Batch, FoundEntities, FoundLanguages, FoundSentiment
from document_pages import blocks
from document_pages.features import Feature
from http_api.aws_calls import AwsAnswer

_BATCHES: Mapping[str, type[AwsAnswer]] = {
    "batch_detect_dominant_language": FoundLanguages,
    "batch_detect_entities": FoundEntities,
    "batch_detect_sentiment": FoundSentiment,
}


def is_usable(operation: str, answer: Mapping[str, Any], *, request: Mapping[str, Any]) -> bool:
    """Tell whether the answer of a boto3 method has its documented shape, and every text of a batch."""
    try:
        if operation in _BATCHES:
            return _complete(_BATCHES[operation], answer, texts=len(request["TextList"]))
        if operation == "detect_pii_entities":
            FoundEntities.model_validate(answer)
        if operation == "analyze_document":
            blocks.read_blocks(answer["Blocks"], features=frozenset(Feature))
        if operation == "translate_text":
            return isinstance(answer["TranslatedText"], str) and isinstance(answer["SourceLanguageCode"], str)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return False
    return True


def _complete(result: type[AwsAnswer], answer: Mapping[str, Any], *, texts: int) -> bool:
    batch = Batch.model_validate(answer)
    found = [result.model_validate(one) for one in batch.result_list]
    indices = sorted(one.model_dump()["index"] for one in found)
    return not batch.error_list and indices == list(range(texts))
