"""One page at once: which Textract calls a set of features needs, and their answers as a page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from document_pages import blocks, expenses
from document_pages.features import Feature, Features, feature_types, reads_blocks
from document_pages.pages import Page
from document_pages.refusals import refused
from document_pages.shapes import documented
from document_pages.source import Document
from http_api.aws_calls import AwsService
from http_api.metered import Work

Call = Callable[..., Mapping[str, Any]]

# A dense page takes Textract seconds, and OCR on a laptop up to twenty. One call may take what is left of the
# function's 28 s after looking the document up; two have to fit into them one after the other. A call that
# ran into its timeout may have been paid for: it is not asked again.
ALONE_SECONDS = 24.0
PAIRED_SECONDS = 12.0


@dataclass(frozen=True)
class Synchronous:
    """Textract's calls that answer at once (boto3's methods), for one page each.

    `service` holds as long as their client's timeout.
    """

    service: AwsService
    detect_document_text: Call
    analyze_document: Call
    analyze_expense: Call


class Reader:
    """Reads one page; every feature is paid for once.

    A request that needs one call gives it nearly all of its time (`alone`); two calls have to share it
    (`paired`), or the second would find none left when the first is already paid for.
    """

    def __init__(self, *, alone: Synchronous, paired: Synchronous, bucket: str) -> None:
        self._alone = alone
        self._paired = paired
        self._bucket = bucket

    def read(self, document: Document, *, features: Features, work: Work) -> list[Page]:
        """Return the page with what was asked for; a ProblemError where Textract refuses the document."""
        both = Feature.EXPENSE in features and reads_blocks(features)
        calls = self._paired if both else self._alone
        service = replace(calls.service, refused=refused(document.field))
        source = document.for_textract(self._bucket)
        found = _blocks(calls, service, source, features, work) if reads_blocks(features) else []
        if Feature.EXPENSE not in features:
            return found
        answer = service.ask(calls.analyze_expense, work=work, units={"AnalyzeExpense": 1}, Document=source)
        with documented(service):
            receipts = expenses.read_expenses(answer.get("ExpenseDocuments") or [])
            return expenses.join(found, receipts, wants_expenses=True)


def _blocks(
    calls: Synchronous, service: AwsService, source: dict[str, Any], features: Features, work: Work
) -> list[Page]:
    types = feature_types(features)
    if types:
        answer = service.ask(
            calls.analyze_document,
            work=work,
            units={f"AnalyzeDocument.{name}": 1 for name in types},
            Document=source,
            FeatureTypes=types,
        )
    else:
        answer = service.ask(
            calls.detect_document_text, work=work, units={"DetectDocumentText": 1}, Document=source
        )
    with documented(service):
        return blocks.read_blocks(answer.get("Blocks") or [], features=features)
