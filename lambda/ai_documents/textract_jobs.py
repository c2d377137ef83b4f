"""Textract's own jobs: which of them a set of features needs, and what a page of each is billed as."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from document_pages.features import Feature, Features, feature_types, reads_blocks
from document_pages.pieces import Member

Call = Callable[..., Mapping[str, Any]]


@dataclass(frozen=True)
class Asynchronous:
    """Textract's calls that start a job and look at one (boto3's methods)."""

    start_document_text_detection: Call
    get_document_text_detection: Call
    start_document_analysis: Call
    get_document_analysis: Call
    start_expense_analysis: Call
    get_expense_analysis: Call

    def parts(self, features: Features) -> "list[Part]":
        """Return the jobs: one for everything that comes as blocks, one for expenses."""
        parts = [self._block_part(features)] if reads_blocks(features) else []
        if Feature.EXPENSE in features:
            start, get = self.start_expense_analysis, self.get_expense_analysis
            parts.append(Part("expenses", start, get, "ExpenseDocuments", ("StartExpenseAnalysis",), {}))
        return parts

    def _block_part(self, features: Features) -> "Part":
        types = feature_types(features)
        if not types:
            start, get = self.start_document_text_detection, self.get_document_text_detection
            return Part("blocks", start, get, "Blocks", ("StartDocumentTextDetection",), {})
        billed = tuple(f"StartDocumentAnalysis.{name}" for name in types)
        start, get = self.start_document_analysis, self.get_document_analysis
        return Part("blocks", start, get, "Blocks", billed, {"FeatureTypes": types})


@dataclass(frozen=True)
class Part:
    """One of Textract's jobs for ours: how it starts, how it is read, and what a page of it is billed as."""

    name: str
    start: Call
    get: Call
    member: Member
    billed: tuple[str, ...]
    request: Mapping[str, Any]
