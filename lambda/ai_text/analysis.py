"""What Comprehend found in passages, put together for whole texts."""

from collections.abc import Sequence
from typing import Literal, cast

from http_api.aws_calls import AwsService
from http_api.passages import Passage

from .answers import (
    DetectedLanguage,
    Entities,
    Entity,
    KeyPhrases,
    Languages,
    Phrase,
    Sentiment,
    SentimentScores,
)
from .found import FoundEntities, FoundKeyPhrases, FoundLanguages, FoundSentiment, Span
from .readings import Reading

_SENTIMENTS = ("positive", "negative", "neutral", "mixed")


class Merger:
    """Merges by text; a result that cannot be of its passage is a 502, which `service` words."""

    def __init__(self, *, service: AwsService) -> None:
        self._service = service

    def sentiment(self, reading: Reading, found: Sequence[tuple[Passage, FoundSentiment]]) -> Sentiment:
        """Weigh the scores by the passages' lengths; the highest is the text's sentiment."""
        whole = sum(len(passage.text) for passage, _ in found)
        scores = dict.fromkeys(_SENTIMENTS, 0.0)
        for passage, answer in found:
            for name in _SENTIMENTS:
                score = answer.sentiment_score.get(name.capitalize())
                if score is None or not 0.0 <= score <= 1.0 + 1e-6:
                    raise self._service.junk("it lacks a score from 0 to 1")
                scores[name] += score * len(passage.text) / whole
        likeliest = max(scores, key=lambda name: scores[name])
        return Sentiment(
            language=reading.language,
            analyzed_language=reading.analyzed_language,
            translation=reading.translation,
            sentiment=cast(Literal["positive", "negative", "neutral", "mixed"], likeliest),
            scores=SentimentScores(**{name: min(1.0, score) for name, score in scores.items()}),
        )

    def entities(self, reading: Reading, found: Sequence[tuple[Passage, FoundEntities]]) -> Entities:
        """Move the offsets to the whole text."""
        entities = [
            Entity(type=span.type, **self._phrase(reading, passage, span).model_dump())
            for passage, answer in found
            for span in answer.entities
        ]
        return Entities(
            language=reading.language,
            analyzed_language=reading.analyzed_language,
            translation=reading.translation,
            entities=entities,
        )

    def key_phrases(self, reading: Reading, found: Sequence[tuple[Passage, FoundKeyPhrases]]) -> KeyPhrases:
        """Move the offsets to the whole text."""
        return KeyPhrases(
            language=reading.language,
            analyzed_language=reading.analyzed_language,
            translation=reading.translation,
            key_phrases=[
                self._phrase(reading, p, span) for p, answer in found for span in answer.key_phrases
            ],
        )

    def languages(self, found: Sequence[tuple[Passage, FoundLanguages]]) -> Languages:
        """Weigh the scores by the passages' lengths."""
        whole = sum(len(passage.text) for passage, _ in found)
        scores: dict[str, float] = {}
        for passage, answer in found:
            for language in answer.languages:
                share = language.score * len(passage.text) / whole
                scores[language.language_code] = scores.get(language.language_code, 0.0) + share
        if not scores or not all(0.0 <= score <= 1.0 + 1e-6 for score in scores.values()):
            raise self._service.junk("it names no language with a score from 0 to 1")
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        return Languages(languages=[DetectedLanguage(code=c, score=min(1.0, s)) for c, s in ranked])

    def _phrase(self, reading: Reading, passage: Passage, span: Span) -> Phrase:
        check(span, passage.text, service=self._service)
        start, end = passage.start + span.begin_offset, passage.start + span.end_offset
        return Phrase(text=reading.text[start:end], score=min(1.0, span.score), start=start, end=end)


def check(span: Span, text: str, *, service: AwsService) -> None:
    """Refuse offsets outside the text and scores outside 0..1."""
    if not span.begin_offset < span.end_offset <= len(text) or not 0.0 <= span.score <= 1.0 + 1e-6:
        raise service.junk("it has offsets outside the text, or a score outside 0 to 1")
