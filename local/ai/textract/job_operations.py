"""Textract's asynchronous operations."""

from local.ai.registry import Answer, Request, operation
from local.ai.textract import documents, expenses, jobs
from local.ai.textract.jobs import Read

MOST_BLOCKS = 1_000
MOST_EXPENSE_DOCUMENTS = 20
_DETECTION, _ANALYSIS, _EXPENSE = (
    "StartDocumentTextDetection",
    "StartDocumentAnalysis",
    "StartExpenseAnalysis",
)


@operation("textract", _DETECTION, what=documents.OCR, packages=documents.PACKAGES)
def start_document_text_detection(request: Request) -> Answer:
    """Answer StartDocumentTextDetection."""
    return jobs.start(_DETECTION, request, _blocks(frozenset()))


@operation("textract", _ANALYSIS, what=documents.LAYOUT, packages=documents.PACKAGES)
def start_document_analysis(request: Request) -> Answer:
    """Answer StartDocumentAnalysis for TABLES and FORMS."""
    return jobs.start(_ANALYSIS, request, _blocks(documents.require_features(request)))


@operation("textract", _EXPENSE, what=documents.LAYOUT, packages=documents.PACKAGES)
def start_expense_analysis(request: Request) -> Answer:
    """Answer StartExpenseAnalysis: every page is taken as one invoice or receipt."""
    return jobs.start(
        _EXPENSE, request, lambda page, number: [expenses.document(page, number=number, index=number)]
    )


@operation("textract", "GetDocumentTextDetection", what=documents.OCR, packages=documents.PACKAGES)
def get_document_text_detection(request: Request) -> Answer:
    """Answer GetDocumentTextDetection."""
    found = jobs.result(_DETECTION, request, member="Blocks", most=MOST_BLOCKS)
    return found | {"DetectDocumentTextModelVersion": documents.MODEL_VERSION}


@operation("textract", "GetDocumentAnalysis", what=documents.LAYOUT, packages=documents.PACKAGES)
def get_document_analysis(request: Request) -> Answer:
    """Answer GetDocumentAnalysis."""
    found = jobs.result(_ANALYSIS, request, member="Blocks", most=MOST_BLOCKS)
    return found | {"AnalyzeDocumentModelVersion": documents.MODEL_VERSION}


@operation("textract", "GetExpenseAnalysis", what=documents.LAYOUT, packages=documents.PACKAGES)
def get_expense_analysis(request: Request) -> Answer:
    """Answer GetExpenseAnalysis."""
    found = jobs.result(_EXPENSE, request, member="ExpenseDocuments", most=MOST_EXPENSE_DOCUMENTS)
    return found | {"AnalyzeExpenseModelVersion": documents.MODEL_VERSION}


def _blocks(features: frozenset[str]) -> Read:
    return lambda page, number: documents.blocks_of(page, features, number=number)
