"""Textract's synchronous operations: one page."""

from local.ai import images, worker
from local.ai.registry import Answer, Request, not_emulated, operation
from local.ai.textract import expenses
from local.ai.textract.blocks import Block, PageBlocks
from local.ai.vision import ocr
from local.ai.vision import pages as page_images
from local.ai.vision.lines import Page
from local.sagemaker.errors import ServiceError

MODEL_VERSION = "1.0"
OCR = "OCR by PP-OCRv6, Vietnamese by AsterNet"
LAYOUT = f"{OCR}; tables, forms and expenses by the geometry of lines"
PACKAGES = ("rapidocr", "asterocr", "pypdfium2")
_FEATURES = frozenset({"TABLES", "FORMS"})


def blocks_of(page: Page, features: frozenset[str], *, number: int = 1) -> list[Block]:
    """Return the blocks of page `number`."""
    return PageBlocks(page, number=number).build(features)


def require_features(request: Request) -> frozenset[str]:
    """Return the asked features; `ServiceError` for those that nothing here computes."""
    asked = frozenset(request["FeatureTypes"])
    if not asked:
        raise images.invalid("FeatureTypes must name at least one feature.")
    if extra := asked - _FEATURES:
        raise not_emulated(f"{', '.join(sorted(extra))} has no stand-in.", service="textract")
    for member in ("HumanLoopConfig", "QueriesConfig", "AdaptersConfig"):
        if member in request:
            raise images.invalid(f"{member} is not available here.")
    return asked


def one_page(request: Request) -> Page:
    """Read the only page of the request's document.

    Raises `ServiceError`: UnsupportedDocumentException for several pages, BadDocumentException if damaged.
    """
    body = images.read("textract", request["Document"])
    try:
        if worker.run(page_images.count, body) != 1:
            message = "Request has unsupported document format: synchronous calls take one page."
            raise ServiceError(code="UnsupportedDocumentException", message=message)
        return worker.run(ocr.read, body)[0]
    except page_images.UnreadableError as error:
        raise ServiceError(code="BadDocumentException", message=str(error)) from error


@operation("textract", "DetectDocumentText", what=OCR, packages=PACKAGES)
def detect_document_text(request: Request) -> Answer:
    """Answer DetectDocumentText."""
    return {
        "DocumentMetadata": {"Pages": 1},
        "Blocks": blocks_of(one_page(request), frozenset()),
        "DetectDocumentTextModelVersion": MODEL_VERSION,
    }


@operation("textract", "AnalyzeDocument", what=LAYOUT, packages=PACKAGES)
def analyze_document(request: Request) -> Answer:
    """Answer AnalyzeDocument for TABLES and FORMS."""
    features = require_features(request)
    return {
        "DocumentMetadata": {"Pages": 1},
        "Blocks": blocks_of(one_page(request), features),
        "AnalyzeDocumentModelVersion": MODEL_VERSION,
    }


@operation("textract", "AnalyzeExpense", what=LAYOUT, packages=PACKAGES)
def analyze_expense(request: Request) -> Answer:
    """Answer AnalyzeExpense: the page is taken as one invoice or receipt."""
    page = one_page(request)
    return {
        "DocumentMetadata": {"Pages": 1},
        "ExpenseDocuments": [expenses.document(page, number=1, index=1)],
    }
