"""The pages of a document as arrays of pixels: PNG, JPEG, every frame of a TIFF, every page of a PDF."""

import io
from collections.abc import Iterator
from typing import Any

from local.ai.formats import format_of

PDF_DPI = 150
MOST_PIXELS = 100_000_000
"""10,000 pixels on each side: https://docs.aws.amazon.com/textract/latest/dg/limits-document.html"""


class UnreadableError(Exception):
    """The file is damaged, encrypted or too large to open; the message says which."""


def count(body: bytes) -> int:
    """Return the number of pages; `UnreadableError` for a damaged or encrypted file."""
    with _opened(body) as source:
        return len(source) if format_of(body) == "pdf" else int(getattr(source, "n_frames", 1))


def pages(body: bytes, *, first: int = 0, last: int | None = None) -> Iterator[Any]:
    """Yield pages `first` to `last` (exclusive) as RGB arrays (height, width, 3); raises as `count`."""
    import numpy

    with _opened(body) as source:
        every = range(len(source) if format_of(body) == "pdf" else getattr(source, "n_frames", 1))
        for number in every[first:last]:
            page = _pdf_page(source, number) if format_of(body) == "pdf" else _frame(source, number)
            yield numpy.asarray(page)


def _opened(body: bytes) -> Any:
    from PIL import Image, UnidentifiedImageError

    if format_of(body) == "pdf":
        import pypdfium2

        try:
            return pypdfium2.PdfDocument(body)
        except pypdfium2.PdfiumError as error:
            raise UnreadableError(f"The PDF cannot be read: {error}") from error
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        return Image.open(io.BytesIO(body))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise UnreadableError(f"The image cannot be read: {error}") from error


def _pdf_page(document: Any, number: int) -> Any:
    return document[number].render(scale=PDF_DPI / 72).to_pil().convert("RGB")


def _frame(image: Any, number: int) -> Any:
    from PIL import ImageOps

    if image.width * image.height > MOST_PIXELS:
        raise UnreadableError(f"{image.width} x {image.height} pixels are more than {MOST_PIXELS}.")
    try:
        image.seek(number)
        return ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, EOFError, SyntaxError, ValueError) as error:
        raise UnreadableError(f"The image cannot be read: {error}") from error
