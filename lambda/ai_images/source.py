"""Where the image comes from: the body itself, or an object that the body names."""

from collections.abc import Mapping
from typing import Any

from http_api.body import too_large
from http_api.negotiation import JSON, body_type
from http_api.problems import Kind, ProblemError
from http_api.requests import read_model
from http_api.uploads import FindUpload, UploadRequest

from .limits import MEDIA_TYPES, MOST_BYTES_SENT, MOST_BYTES_STORED, sniff


def image_of(data: bytes, *, content_type: str | None, client: str, find: FindUpload) -> Mapping[str, Any]:
    """Return Rekognition's `Image`; 413 and 415 before anything is paid for."""
    if body_type(content_type, accepted=(JSON, *MEDIA_TYPES)) != JSON:
        return {"Bytes": _checked(data, size=len(data), most=MOST_BYTES_SENT)}
    request = read_model(UploadRequest, data)
    upload = find(request.s3_uri, client=client)
    _checked(upload.head, size=upload.size, most=MOST_BYTES_STORED)
    return {"S3Object": upload.s3_object}


def _checked(head: bytes, *, size: int, most: int) -> bytes:
    if size > most:
        raise too_large(most)
    if sniff(head) is None:
        detail = "The bytes are neither a JPEG nor a PNG: convert the image to one of them."
        raise ProblemError(Kind.UNSUPPORTED_MEDIA_TYPE, detail)
    return head
