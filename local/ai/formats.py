"""The format of a file by its first bytes."""

from typing import Literal

Format = Literal["png", "jpeg", "tiff", "pdf"]
_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"%PDF-", "pdf"),
)


def format_of(body: bytes) -> Format | None:
    """Return the format, or None for any other."""
    return next((name for magic, name in _MAGIC if body.startswith(magic)), None)
