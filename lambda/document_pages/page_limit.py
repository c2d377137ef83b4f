"""The most pages of a document, held before Textract is asked: every page is paid for."""

from collections.abc import Sequence

from http_api.problems import Kind, ProblemError, invalid
from job_store.objects import Objects

from .formats import Format, known_pages
from .limits import MOST_BYTES_COUNTED
from .pdf_pages import pdf_pages
from .source import Document


def count_pages(document: Document, *, objects: Objects, most: int) -> int | None:
    """Count the pages: 400 for more than `most` and for none, None where it cannot be told."""
    if document.format in (Format.PNG, Format.JPEG):
        return 1
    if document.size > MOST_BYTES_COUNTED:
        detail = (
            f"{document.field}: has {document.size} bytes, pages are counted in up to {MOST_BYTES_COUNTED}"
        )
        raise ProblemError(Kind.TOO_LARGE, f"{detail}: split the document.")
    data = document.data or objects.read(document.key or "", version=document.version).data
    pages = pdf_pages(data) if document.format is Format.PDF else known_pages(data, document.format)
    if pages == 0:
        raise invalid(document.field, "has no page")
    if pages is not None and pages > most:
        raise invalid(document.field, f"has {pages} pages, a document may have {most}: split it")
    return pages


def count_all(documents: Sequence[Document], *, objects: Objects, most: int) -> int | None:
    """Count the pages of a request: of its one document, or an image each."""
    if len(documents) > 1:
        return len(documents)
    return count_pages(documents[0], objects=objects, most=most)


def certain(pages: int | None, *, document: Document) -> int:
    """Refuse a job for a document whose pages nobody could count: its price would have no bound."""
    if pages is None:
        message = (
            "has pages that cannot be counted: save it anew as a PDF without a password, or send page images"
        )
        raise invalid(document.field, message)
    return pages
