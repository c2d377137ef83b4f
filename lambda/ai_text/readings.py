"""From texts to what is analyzed: each text's language, and its translation where Comprehend needs one."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from http_api.metered import Work
from http_api.passages import Passage, split
from http_api.problems import FieldError, Kind, ProblemError, invalid, printable
from http_api.text_limits import (
    COMPREHEND_BYTES,
    COMPREHEND_LANGUAGES,
    PIVOT,
    REGIONAL,
    TRANSLATE_LANGUAGES,
)

from .comprehend import Comprehend, UnreadError
from .requests import AnalysisRequest
from .translate import Translate, Wish

Found = TypeVar("Found")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A text as it is analyzed: `text` is the translation where there is one."""

    language: str
    analyzed_language: str
    text: str
    translation: str | None = None


class Reader:
    """Tells languages and translates what only Translate knows."""

    def __init__(self, *, comprehend: Comprehend, translate: Translate) -> None:
        self._comprehend = comprehend
        self._translate = translate

    def read(self, request: AnalysisRequest, *, work: Work) -> list[Reading]:
        """Return each text in a language that Comprehend analyzes; 400 names one that nothing knows."""
        texts = request.all
        languages = self.languages(request, work=work)
        for index, language in enumerate(languages):
            if language not in COMPREHEND_LANGUAGES and language not in TRANSLATE_LANGUAGES:
                raise unsupported(request.field(index), language)
        return [
            self._reading(text, language, work=work) for text, language in zip(texts, languages, strict=True)
        ]

    def languages(self, request: AnalysisRequest, *, work: Work) -> list[str]:
        """Take the language that was sent, else ask about how each text begins."""
        if request.language is not None:
            return [request.language] * len(request.all)
        beginnings = [split(text, most_bytes=COMPREHEND_BYTES)[0].text for text in request.all]
        try:
            found = self._comprehend.languages(beginnings, work=work)
        except UnreadError as error:
            raise unread(error.indices) from error
        return [
            max(f.languages, key=lambda one: one.score).language_code if f.languages else "" for f in found
        ]

    def _reading(self, text: str, language: str, *, work: Work) -> Reading:
        analyzed = REGIONAL.get(language, language)
        if analyzed in COMPREHEND_LANGUAGES:
            return Reading(language=language, analyzed_language=analyzed, text=text)
        translated = self._translate.translate(text, wish=Wish(source=language, target=PIVOT), work=work)
        return Reading(
            language=language, analyzed_language=PIVOT, text=translated.text, translation=translated.text
        )


def unsupported(field: str, language: str) -> ProblemError:
    """Build the 400 for a language that the service does not know."""
    told = f"'{printable(language)}' is" if language else "its language could not be told or is"
    return invalid(field, f"{told} not supported: send a language of Amazon Translate, such as en or vi")


def unread(indices: Sequence[int]) -> ProblemError:
    """Build the 502 for texts that Comprehend could not read."""
    message = "could not be read by Comprehend: try again, or leave it out"
    faults = [FieldError(field=f"texts[{index}]", message=message) for index in sorted(set(indices))]
    return ProblemError(Kind.MODEL_FAILED, f"{faults[0].field}: {message}", errors=faults)


def by_passage(
    readings: Sequence[Reading], ask: Callable[[list[str], str], Sequence[Found]]
) -> list[list[tuple[Passage, Found]]]:
    """Cut the texts, `ask` once for all passages of a language, and hand back what was found by text."""
    passages: dict[str, list[tuple[int, Passage]]] = defaultdict(list)
    for index, reading in enumerate(readings):
        for passage in split(reading.text, most_bytes=COMPREHEND_BYTES):
            if passage.text.strip():
                passages[reading.analyzed_language].append((index, passage))
    found: list[list[tuple[Passage, Found]]] = [[] for _ in readings]
    for language, cut in passages.items():
        try:
            answers = ask([passage.text for _, passage in cut], language)
        except UnreadError as error:
            raise unread([cut[position][0] for position in error.indices]) from error
        for (index, passage), answer in zip(cut, answers, strict=True):
            found[index].append((passage, answer))
    return found
