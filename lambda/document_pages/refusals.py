"""Textract's error codes about the document itself (API reference), as clients are told them."""

from collections.abc import Mapping

from botocore.exceptions import ClientError

UNSUPPORTED = "UnsupportedDocumentException"
"""What a synchronous call also says of a PDF or TIFF with more than one page."""


def refused(field: str) -> Mapping[str, tuple[str, str]]:
    """Return, by error code, the field and what is wrong with it; nothing of this is billed."""
    return {
        "BadDocumentException": (field, "cannot be read: the document is damaged or locked by a password"),
        "DocumentTooLargeException": (field, "is larger than Textract takes"),
        "InvalidS3ObjectException": (field, "cannot be read from the bucket"),
        UNSUPPORTED: (field, "is not a PNG, JPEG, TIFF or PDF that Textract can read"),
    }


def error_code(error: BaseException | None) -> str | None:
    """Find the code with which AWS refused, behind the problem that it became."""
    while error is not None:
        if isinstance(error, ClientError):
            return str(error.response["Error"]["Code"])
        error = error.__cause__
    return None
