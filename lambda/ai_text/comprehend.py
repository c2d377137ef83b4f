"""Asking Amazon Comprehend: batches of passages in, checked results out, in the order of the passages."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from http_api.aws_calls import AwsService
from http_api.metered import Work
from http_api.text_limits import MOST_TEXTS, comprehend_units

from .found import Batch, FoundEntities, FoundKeyPhrases, FoundLanguages, FoundSentiment

ATTEMPT_SECONDS = 8.0


Found = TypeVar("Found", FoundSentiment, FoundEntities, FoundKeyPhrases, FoundLanguages)
Operation = Callable[..., Mapping[str, Any]]


class UnreadError(Exception):
    """Comprehend could not read some of the texts; `indices` say which."""

    def __init__(self, indices: Sequence[int]) -> None:
        super().__init__(f"texts {indices} could not be read")
        self.indices = indices


class Comprehend:
    """The five operations; a batch raises UnreadError when Comprehend fails for one of its texts."""

    def __init__(self, client: Any, *, service: AwsService) -> None:
        self._client = client
        self._service = service

    def sentiments(self, texts: Sequence[str], *, language: str, work: Work) -> list[FoundSentiment]:
        """Ask for the sentiment of each text of at most 5 KB."""
        return self._batches(
            FoundSentiment, "BatchDetectSentiment", self._client.batch_detect_sentiment, texts, work, language
        )

    def entities(self, texts: Sequence[str], *, language: str, work: Work) -> list[FoundEntities]:
        """Ask for the entities of each text of at most 5 KB."""
        return self._batches(
            FoundEntities, "BatchDetectEntities", self._client.batch_detect_entities, texts, work, language
        )

    def key_phrases(self, texts: Sequence[str], *, language: str, work: Work) -> list[FoundKeyPhrases]:
        """Ask for the noun phrases of each text of at most 5 KB."""
        return self._batches(
            FoundKeyPhrases,
            "BatchDetectKeyPhrases",
            self._client.batch_detect_key_phrases,
            texts,
            work,
            language,
        )

    def languages(self, texts: Sequence[str], *, work: Work) -> list[FoundLanguages]:
        """Ask for the languages of each text of at most 5 KB."""
        return self._batches(
            FoundLanguages,
            "BatchDetectDominantLanguage",
            self._client.batch_detect_dominant_language,
            texts,
            work,
        )

    def personal_data(self, text: str, *, language: str, work: Work) -> FoundEntities:
        """Ask for the personal data of one text of at most 100 KB; there is no batch of this operation."""
        return self._service.ask_for(
            FoundEntities,
            self._client.detect_pii_entities,
            work=work,
            units={"DetectPiiEntities": comprehend_units(text)},
            Text=text,
            LanguageCode=language,
        )

    def _batches(
        self,
        result: type[Found],
        name: str,
        operation: Operation,
        texts: Sequence[str],
        work: Work,
        language: str | None = None,
    ) -> list[Found]:
        spoken = {} if language is None else {"LanguageCode": language}
        found: list[Found] = []
        for start in range(0, len(texts), MOST_TEXTS):
            batch = list(texts[start : start + MOST_TEXTS])
            answer = self._service.ask_for(
                Batch,
                operation,
                work=work,
                units={name: sum(map(comprehend_units, batch))},
                TextList=batch,
                **spoken,
            )
            found += self._in_order(result, answer, before=start, expected=len(batch))
        return found

    def _in_order(self, result: type[Found], answer: Batch, *, before: int, expected: int) -> list[Found]:
        if answer.error_list:
            raise UnreadError([before + error.index for error in answer.error_list])
        try:
            found = sorted((result.model_validate(r) for r in answer.result_list), key=lambda r: r.index)
        except ValueError as error:
            raise self._service.junk("a result has another shape than documented") from error
        if [r.index for r in found] != list(range(expected)):
            raise self._service.junk(f"it has {len(found)} results for {expected} texts")
        return found
