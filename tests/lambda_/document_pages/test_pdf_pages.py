"""A PDF's pages are counted from its page tree, wherever it lies; what cannot be told is said to be so."""

import io
import zlib

import pytest
from PIL import Image

from document_pages.pdf_pages import MOST_INFLATED, pdf_pages
from tests.lambda_.document_pages.samples import pdf


def object_stream(*contents: bytes, more: bytes = b"", filter_: bytes = b"/Filter /FlateDecode") -> bytes:
    """Put objects 10, 11, ... into a compressed object stream."""
    head, at = b"", 0
    for number, content in enumerate(contents, start=10):
        head += b"%d %d " % (number, at)
        at += len(content)
    data = zlib.compress(head + b"".join(contents))
    dictionary = b"/Type /ObjStm /N %d /First %d %s %s" % (len(contents), len(head), filter_, more)
    return b"%PDF-1.7\n5 0 obj\n<<" + dictionary + b">>\nstream\n" + data + b"\nendstream\nendobj\n"


NODE = b"<</Type /Pages /Kids [11 0 R 12 0 R] /Count 2>>"


@pytest.mark.parametrize("pages", [1, 2, 7])
def test_the_pages_of_a_pdf_that_pillow_wrote_are_counted(pages: int) -> None:
    first, *others = [Image.new("RGB", (20, 20)) for _ in range(pages)]
    written = io.BytesIO()
    first.save(written, "PDF", save_all=True, append_images=others)
    assert pdf_pages(written.getvalue()) == pages


def test_a_page_tree_in_a_compressed_object_stream_is_read() -> None:
    assert pdf_pages(object_stream(NODE, b"<</Type /Page>>", b"<</Type /Page>>")) == 2


@pytest.mark.parametrize(
    "lie",
    [
        b"1 0 obj <</Type /Pages /Count 1 /Kids [2 0 R 3 0 R 4 0 R]>> endobj",
        (
            b"1 0 obj <</Type /Pages /Count 1 /Kids [2 0 R]>> endobj 2 0 obj <</Type /Page>> endobj "
            b"3 0 obj <</Type/P#61ge>> endobj 4 0 obj <</Type /Page>> endobj"
        ),
    ],
)
def test_a_root_that_says_too_little_is_not_believed(lie: bytes) -> None:
    assert pdf_pages(lie) == 3


def test_an_object_that_was_written_again_counts_once() -> None:
    page = b"2 0 obj <</Type /Page>> endobj\n"
    assert pdf_pages(pdf(1) + page * 5) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7",
        b"1 0 obj <</Type /Pages /Kids [2 0 R] /Count 9 0 R>> endobj",
        b"1 0 obj <</Type /Pages /Kids 7 0 R /Count 9>> endobj",
        object_stream(NODE, filter_=b"/Filter /LZWDecode"),
        object_stream(NODE, filter_=b"/Filter [/ASCIIHexDecode /FlateDecode]"),
        object_stream(NODE, more=b"/DecodeParms <</Predictor 12>>"),
        object_stream(NODE)[:-30],
        object_stream(b" " * (MOST_INFLATED + 1)),
        pdf(3) + object_stream(NODE).replace(b"x\x9c", b"\0\0"),
    ],
)
def test_what_cannot_be_told_is_not_guessed(data: bytes) -> None:
    assert pdf_pages(data) is None
