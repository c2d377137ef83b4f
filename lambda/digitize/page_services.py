"""The paid services as they are asked about one page: every answer goes through that page's ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ai_text import translate as translating
from ai_text.analysis import Merger
from ai_text.comprehend import Comprehend
from ai_text.pii import PiiFinder
from ai_text.translate import Translate
from document_pages import blocks
from document_pages.features import Feature
from document_pages.pages import Page
from document_pages.refusals import refused
from document_pages.shapes import documented
from http_api.metered import Work
from http_api.retries import Clock

from .ledger import Ledger
from .ledger_service import LedgerService
from .understanding import Understanding

# Textract takes seconds for a dense page, and OCR on a laptop up to twenty; the text services less than one.
# An attempt starts only with its whole time left, so of the function's 28 s a page's reading gets what leaves
# one attempt to the text. What ran into its timeout may have been paid for: nothing here asks for it again.
TEXTRACT_SECONDS = 22.0
TEXT_SECONDS = 5.0
PAGE_FEATURES = frozenset({Feature.TEXT, Feature.TABLES})


@dataclass(frozen=True)
class Clients:
    """The boto3 clients of the chain, one attempt a call, or what stands for them in a test.

    `textract_jobs` asks Textract for what is quick: to start an asynchronous job, and what it has found.
    """

    textract: Any
    textract_jobs: Any
    comprehend: Any
    translate: Any
    clock: Clock

    def textract_service(
        self, ledger: Ledger, *, field: str, attempt_seconds: float = TEXTRACT_SECONDS
    ) -> LedgerService:
        """Return Textract; `field` is what a refused document is called to the client."""
        return LedgerService(
            name="textract",
            attempt_seconds=attempt_seconds,
            clock=self.clock,
            refused=refused(field),
            ledger=ledger,
        )

    def read(self, source: Mapping[str, Any], *, field: str, ledger: Ledger, work: Work) -> Page:
        """Read a page's text and tables."""
        service = self.textract_service(ledger, field=field)
        answer = service.ask(
            self.textract.analyze_document,
            work=work,
            units={"AnalyzeDocument.TABLES": 1},
            Document=dict(source),
            FeatureTypes=["TABLES"],
        )
        with documented(service):
            return page_of(answer)

    def understanding(self, ledger: Ledger) -> Understanding:
        """Return the text services."""
        text = LedgerService(name="comprehend", attempt_seconds=TEXT_SECONDS, clock=self.clock, ledger=ledger)
        pairs = replace(text, name="translate", refused=translating.REFUSED)
        comprehend = Comprehend(self.comprehend, service=text)
        return Understanding(
            comprehend=comprehend,
            translate=Translate(self.translate, service=pairs),
            finder=PiiFinder(comprehend=comprehend, service=text),
            merger=Merger(service=text),
        )


def page_of(answer: Mapping[str, Any]) -> Page:
    """Return the page that Textract's answer is about; an answer without one is an empty page."""
    pages = blocks.read_blocks(answer.get("Blocks") or [], features=PAGE_FEATURES)
    return pages[0] if pages else Page(page=1, text="", lines=[], tables=[])
