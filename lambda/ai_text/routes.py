"""The text routes: each reads the request, has it analyzed and writes the answer."""

from typing import TypeVar

from http_api.metered import MeteredRoutes
from http_api.prices import PriceList
from http_api.problems import invalid
from http_api.resolver import Response
from http_api.telemetry import Telemetry

from .analysis import Merger
from .answers import (
    EntitiesAnswer,
    KeyPhrasesAnswer,
    LanguageAnswer,
    PiiAnswer,
    SentimentAnswer,
)
from .comprehend import Comprehend
from .pii import PiiFinder
from .readings import Reader, Reading, by_passage
from .requests import AnalysisRequest, PiiRequest, TextsRequest, TranslationRequest
from .settings import Settings
from .translate import Translate, Wish
from .translation_answers import AppliedTerm, TranslationAnswer

Request = TypeVar("Request", bound=TextsRequest)


class Routes(MeteredRoutes):
    """Six routes on one resolver; `handle(event, context)` answers an event."""

    def __init__(
        self,
        *,
        settings: Settings,
        telemetry: Telemetry,
        prices: PriceList,
        comprehend: Comprehend,
        translate: Translate,
        reader: Reader,
        finder: PiiFinder,
        merger: Merger,
    ) -> None:
        super().__init__(telemetry=telemetry, prices=prices, max_body_bytes=settings.max_body_bytes)
        self._settings = settings
        self._comprehend, self._translate = comprehend, translate
        self._reader, self._finder, self._merger = reader, finder, merger
        self.app.post("/v1/ai/sentiment")(self.sentiment)
        self.app.post("/v1/ai/entities")(self.entities)
        self.app.post("/v1/ai/key-phrases")(self.key_phrases)
        self.app.post("/v1/ai/language")(self.language)
        self.app.post("/v1/ai/pii")(self.pii)
        self.app.post("/v1/ai/translate")(self.translate)

    def sentiment(self) -> Response[str]:
        """POST /v1/ai/sentiment."""
        request, work = self._texts(AnalysisRequest), self.work()
        readings = self._reader.read(request, work=work)
        found = by_passage(
            readings, lambda texts, code: self._comprehend.sentiments(texts, language=code, work=work)
        )
        results = [self._merger.sentiment(r, f) for r, f in zip(readings, found, strict=True)]
        return self.answer(SentimentAnswer(results=results, request_id=self.request_id))

    def entities(self) -> Response[str]:
        """POST /v1/ai/entities."""
        request, work = self._texts(AnalysisRequest), self.work()
        readings = self._reader.read(request, work=work)
        found = by_passage(
            readings, lambda texts, code: self._comprehend.entities(texts, language=code, work=work)
        )
        results = [self._merger.entities(r, f) for r, f in zip(readings, found, strict=True)]
        return self.answer(EntitiesAnswer(results=results, request_id=self.request_id))

    def key_phrases(self) -> Response[str]:
        """POST /v1/ai/key-phrases."""
        request, work = self._texts(AnalysisRequest), self.work()
        readings = self._reader.read(request, work=work)
        found = by_passage(
            readings, lambda texts, code: self._comprehend.key_phrases(texts, language=code, work=work)
        )
        results = [self._merger.key_phrases(r, f) for r, f in zip(readings, found, strict=True)]
        return self.answer(KeyPhrasesAnswer(results=results, request_id=self.request_id))

    def language(self) -> Response[str]:
        """POST /v1/ai/language."""
        request, work = self._texts(TextsRequest), self.work()
        readings = [Reading(language="", analyzed_language="", text=text) for text in request.all]
        found = by_passage(readings, lambda texts, _: self._comprehend.languages(texts, work=work))
        results = [self._merger.languages(f) for f in found]
        return self.answer(LanguageAnswer(results=results, request_id=self.request_id))

    def pii(self) -> Response[str]:
        """POST /v1/ai/pii."""
        request, work = self._texts(PiiRequest), self.work()
        results = [
            self._finder.find(text, language=language, redact=request.redact, work=work)
            for text, language in zip(request.all, self._reader.languages(request, work=work), strict=True)
        ]
        return self.answer(PiiAnswer(results=results, request_id=self.request_id))

    def translate(self) -> Response[str]:
        """POST /v1/ai/translate."""
        request = self.read_json(TranslationRequest)
        self.limit_text({"text": request.text}, most=self._settings.max_text_bytes)
        translated = self._translate.translate(request.text, wish=self._wish(request), work=self.work())
        return self.answer(
            TranslationAnswer(
                translation=translated.text,
                source=translated.source,
                target=request.target,
                applied_terms=[AppliedTerm(source=s, target=t) for s, t in translated.terms.items()],
                request_id=self.request_id,
            )
        )

    def _wish(self, request: TranslationRequest) -> Wish:
        terminology = None
        if request.terminology is not None:
            terminology = self._settings.terminology(request.terminology)
            if terminology is None:
                raise invalid("terminology", "is not one of this environment's")
        return Wish(
            source=request.source,
            target=request.target,
            terminology=terminology,
            formality=request.formality,
            profanity=request.profanity,
        )

    def _texts(self, model: type[Request]) -> Request:
        request = self.read_json(model)
        texts = {request.field(index): text for index, text in enumerate(request.all)}
        self.limit_text(texts, most=self._settings.max_text_bytes)
        return request
