"""Asking Amazon Translate: a text of any length in, its translation in NFC out."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from http_api.aws_calls import AwsAnswer, AwsService
from http_api.metered import Work
from http_api.passages import split
from http_api.text_limits import TRANSLATE_BYTES

ATTEMPT_SECONDS = 8.0
_PAIR = "cannot be translated to this target: see the languages of Amazon Translate"
REFUSED = {
    "UnsupportedLanguagePairException": ("source", _PAIR),
    "DetectedLanguageLowConfidenceException": ("source", "could not be told: send the language's code"),
    "ResourceNotFoundException": ("terminology", "is not there"),
}


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How to translate; `terminology` is the resource's full name."""

    source: str
    target: str
    terminology: str | None = None
    formality: str | None = None
    profanity: str | None = None

    def request(self) -> dict[str, Any]:
        """Write it as TranslateText's parameters."""
        settings = {"Formality": self.formality, "Profanity": self.profanity}
        chosen = {name: value.upper() for name, value in settings.items() if value}
        return {
            "SourceLanguageCode": self.source,
            "TargetLanguageCode": self.target,
            **({"TerminologyNames": [self.terminology]} if self.terminology else {}),
            **({"Settings": chosen} if chosen else {}),
        }


class _Term(AwsAnswer):
    source_text: str = ""
    target_text: str = ""


class _AppliedTerminology(AwsAnswer):
    terms: tuple[_Term, ...] = ()


class _Translated(AwsAnswer):
    translated_text: str
    source_language_code: str
    applied_terminologies: tuple[_AppliedTerminology, ...] = ()


@dataclass(frozen=True)
class Translation:
    """A translation, the language it was made from, and the terms that were used: source to target."""

    text: str
    source: str
    terms: dict[str, str]


class Translate:
    """One paid call for each 10,000 bytes."""

    def __init__(self, client: Any, *, service: AwsService) -> None:
        self._client = client
        self._service = service

    def translate(self, text: str, *, wish: Wish, work: Work) -> Translation:
        """Translate; white space between passages stays as it was."""
        parts: list[str] = []
        terms: dict[str, str] = {}
        source = ""
        for passage in split(text, most_bytes=TRANSLATE_BYTES):
            said = passage.text.strip()
            if not said:
                parts.append(passage.text)
                continue
            translated = self._ask(said, wish=wish, work=work)
            before, _, after = passage.text.partition(said)
            parts.append(before + unicodedata.normalize("NFC", translated.translated_text) + after)
            source = source or translated.source_language_code
            terms |= {t.source_text: t.target_text for a in translated.applied_terminologies for t in a.terms}
        return Translation(text="".join(parts), source=source, terms=terms)

    def _ask(self, text: str, *, wish: Wish, work: Work) -> _Translated:
        return self._service.ask_for(
            _Translated,
            self._client.translate_text,
            work=work,
            units={"TranslateText": len(text)},
            Text=text,
            **wish.request(),
        )
