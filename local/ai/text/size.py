"""The limit of a text in bytes of UTF-8, refused in the words of the services."""

from local.sagemaker.errors import ServiceError


def require_bytes(text: str, *, most: int) -> None:
    """Refuse a text of more than `most` bytes with TextSizeLimitExceededException."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > most:
        message = (
            f"Input text size exceeds limit. Max length of request text allowed is {most} bytes "
            f"while in this request the text size is {size} bytes"
        )
        raise ServiceError(code="TextSizeLimitExceededException", message=message)
