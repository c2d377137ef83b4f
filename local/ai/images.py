"""Documents and images of a request: given bytes, or an object of the local S3."""

from typing import Any

from botocore.exceptions import ClientError

from local import aws
from local.ai.formats import format_of
from local.sagemaker.errors import ServiceError

MOST_BYTES = {"textract": 10_000_000, "rekognition": 5_242_880}
"""https://docs.aws.amazon.com/textract/latest/dg/limits-document.html (synchronous, 10 MB),
https://docs.aws.amazon.com/rekognition/latest/dg/limits.html (image bytes, 5 MB)."""

MOST_STORED_BYTES = {"textract": 10_000_000, "rekognition": 15_728_640}
MOST_ASYNCHRONOUS_BYTES = 500_000_000
_TOO_LARGE = {"textract": "DocumentTooLargeException", "rekognition": "ImageTooLargeException"}
_BAD_FORMAT = {"textract": "UnsupportedDocumentException", "rekognition": "InvalidImageFormatException"}
_FORMATS: dict[str, set[str]] = {"textract": {"png", "jpeg", "tiff", "pdf"}, "rekognition": {"png", "jpeg"}}


def read(service: str, given: dict[str, Any], *, most: int | None = None) -> bytes:
    """Return the bytes of a `Document` or `Image` member, checked for size and format.

    Raises `ServiceError` with the service's code: none or both given, too large, another format, no object.
    """
    if ("Bytes" in given) == ("S3Object" in given):
        raise invalid("Give either Bytes or S3Object.")
    stored = "S3Object" in given
    body = _object(given["S3Object"]) if stored else given["Bytes"]
    most = most or (MOST_STORED_BYTES if stored else MOST_BYTES)[service]
    if len(body) > most:
        raise ServiceError(code=_TOO_LARGE[service], message=f"{len(body)} bytes exceed {most}.")
    if format_of(body) not in _FORMATS[service]:
        raise ServiceError(
            code=_BAD_FORMAT[service],
            message=f"Request has unsupported format: send {', '.join(sorted(_FORMATS[service]))}.",
        )
    return bytes(body)


def invalid(message: str) -> ServiceError:
    """Make the answer of both services for a parameter they refuse."""
    return ServiceError(code="InvalidParameterException", message=message)


def _object(location: dict[str, str]) -> bytes:
    named = {
        "Bucket": location.get("Bucket"),
        "Key": location.get("Name"),
        "VersionId": location.get("Version"),
    }
    if not named["Bucket"] or not named["Key"]:
        raise invalid("S3Object needs Bucket and Name.")
    try:
        found = aws.client("s3").get_object(**{name: value for name, value in named.items() if value})
    except ClientError as error:
        raise ServiceError(
            code="InvalidS3ObjectException",
            message=f"Unable to get object from S3 ({error.response['Error']['Code']}). Check object key, "
            "region and/or access permissions.",
        ) from error
    return bytes(found["Body"].read())
