"""What a document is, told by its first bytes and never by what the client calls it."""

from enum import Enum


class Format(Enum):
    """A format that Textract reads: its media type, the end of its file name, and its magic bytes."""

    PNG = ("image/png", "png", (b"\x89PNG\r\n\x1a\n",))
    JPEG = ("image/jpeg", "jpg", (b"\xff\xd8\xff",))
    TIFF = ("image/tiff", "tiff", (b"II*\x00", b"MM\x00*"))
    PDF = ("application/pdf", "pdf", (b"%PDF-",))

    def __init__(self, media_type: str, suffix: str, magic: tuple[bytes, ...]) -> None:
        self.media_type = media_type
        self.suffix = suffix
        self.magic = magic


MEDIA_TYPES = tuple(format_.media_type for format_ in Format)
SUFFIXES = {"png": Format.PNG, "jpg": Format.JPEG, "jpeg": Format.JPEG, "tif": Format.TIFF} | {
    format_.suffix: format_ for format_ in Format
}
_DIRECTORIES_FOLLOWED = 4096


def sniff(data: bytes) -> Format | None:
    """Tell the format of a document, or None for any other bytes."""
    return next((format_ for format_ in Format if data.startswith(format_.magic)), None)


def format_of_name(name: str) -> Format | None:
    """Tell the format that the end of an object's name stands for."""
    return SUFFIXES.get(name.rpartition(".")[2].lower())


def known_pages(data: bytes, format_: Format) -> int | None:
    """Count the pages where the format makes that certain; None for a PDF, whose pages only a reader finds.

    A TIFF is a chain of image file directories (TIFF 6.0, section 2), a PNG and a JPEG are one page each.
    """
    if format_ is Format.PDF:
        return None
    return _tiff_pages(data) if format_ is Format.TIFF else 1


def _tiff_pages(data: bytes) -> int:
    order = "little" if data.startswith(b"II") else "big"

    def number(at: int, size: int) -> int:
        return int.from_bytes(data[at : at + size], order)  # type: ignore[arg-type]

    seen: set[int] = set()
    offset = number(4, 4)
    while 0 < offset < len(data) and offset not in seen and len(seen) < _DIRECTORIES_FOLLOWED:
        seen.add(offset)
        offset = number(offset + 2 + 12 * number(offset, 2), 4)
    return len(seen)
