"""From a page's text to its language, translation, sentiment, entities and redaction."""

from dataclasses import dataclass

from ai_text.analysis import Merger
from ai_text.answers import DetectedLanguage
from ai_text.comprehend import Comprehend, UnreadError
from ai_text.pii import PiiFinder
from ai_text.readings import Reading, by_passage, unread
from ai_text.translate import Translate, Wish
from document_pages.pages import Page
from http_api.metered import Work
from http_api.passages import split
from http_api.text_limits import COMPREHEND_BYTES, COMPREHEND_LANGUAGES, PIVOT, TRANSLATE_LANGUAGES

from .answers import Analysis, DigitizedPage, PageSentiment, PageTranslation

NO_TEXT = "The page has no text."
NO_LANGUAGE = "The page's language could not be told."


@dataclass(frozen=True)
class Understanding:
    """The text services as they are asked about one page."""

    comprehend: Comprehend
    translate: Translate
    finder: PiiFinder
    merger: Merger

    def page(self, page: Page, *, number: int, target: str, work: Work) -> DigitizedPage:
        """Return all that is known of a page, in the order language, translation, analysis, redaction."""
        text = page.text or ""
        known = DigitizedPage(page=number, text=text, tables=page.tables or [])
        if not text.strip():
            return known.model_copy(update={"notes": (NO_TEXT,)})
        language = self._language(text, work)
        if language is None:
            # A page of numbers alone has no language, and personal data all the same.
            return known.model_copy(update={"notes": (NO_LANGUAGE,), **self._finder(text, PIVOT, work)})
        translation, notes = self._translation(text, language.code, target, work)
        found = self._finder(text, language.code, work)
        known = known.model_copy(
            update={"language": language, "translation": translation, "notes": notes, **found}
        )
        return known.model_copy(update=self._analysis(known, work))

    def _language(self, text: str, work: Work) -> DetectedLanguage | None:
        beginning = split(text, most_bytes=COMPREHEND_BYTES)[0].text
        try:
            (found,) = self.comprehend.languages([beginning], work=work)
        except UnreadError as error:
            raise unread(error.indices) from error
        best = max(found.languages, key=lambda language: language.score, default=None)
        if best is None:
            return None
        return DetectedLanguage(code=best.language_code, score=min(1.0, max(0.0, best.score)))

    def _translation(
        self, text: str, code: str, target: str, work: Work
    ) -> tuple[PageTranslation | None, tuple[str, ...]]:
        if code == target:
            return None, ()
        if code not in TRANSLATE_LANGUAGES:
            return None, (f"Amazon Translate does not know the page's language, {code}.",)
        translated = self.translate.translate(text, wish=Wish(source=code, target=target), work=work)
        return PageTranslation(target=target, text=translated.text), ()

    def _finder(self, text: str, code: str, work: Work) -> dict[str, object]:
        found = self.finder.find(text, language=code, redact=True, work=work)
        return {"redacted": found.redacted, "personal_data": found.entities}

    def _analysis(self, page: DigitizedPage, work: Work) -> dict[str, object]:
        reading, analysis = self._reading(page, work)
        if reading is None:
            note = "Sentiment and entities need a language that Amazon Comprehend or Translate knows."
            return {"notes": (*page.notes, note)}
        code = reading.analyzed_language
        sentiments = by_passage(
            [reading], lambda texts, _: self.comprehend.sentiments(texts, language=code, work=work)
        )
        entities = by_passage(
            [reading], lambda texts, _: self.comprehend.entities(texts, language=code, work=work)
        )
        merged = self.merger.sentiment(reading, sentiments[0])
        return {
            "analysis": analysis,
            "sentiment": PageSentiment(sentiment=merged.sentiment, scores=merged.scores),
            "entities": self.merger.entities(reading, entities[0]).entities,
        }

    def _reading(self, page: DigitizedPage, work: Work) -> tuple[Reading | None, Analysis | None]:
        """Choose what is analyzed: the text, else the translation, else one made for it."""
        code = page.language.code if page.language else ""
        if code in COMPREHEND_LANGUAGES:
            return _read(code, code, page.text), Analysis(language=code, of="text")
        made = page.translation
        if made and made.target in COMPREHEND_LANGUAGES:
            return _read(code, made.target, made.text), Analysis(language=made.target, of="translation")
        if code not in TRANSLATE_LANGUAGES:
            return None, None
        pivot = self.translate.translate(page.text, wish=Wish(source=code, target=PIVOT), work=work).text
        return _read(code, PIVOT, pivot), Analysis(language=PIVOT, of="pivot", text=pivot)


def _read(language: str, analyzed: str, text: str) -> Reading:
    return Reading(language=language, analyzed_language=analyzed, text=text)
