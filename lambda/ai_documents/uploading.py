"""What may be uploaded for the AI routes, and how much of it."""

from typing import Literal

from document_pages.limits import MOST_BYTES_COUNTED
from http_api.requests import AiRequest

MOST_BYTES_IMAGE = 15 * 1024 * 1024
"""What Rekognition reads from S3 (Rekognition guide, "Guidelines and quotas"); Textract takes 10 MB of it."""

ContentType = Literal["application/pdf", "image/jpeg", "image/png", "image/tiff"]
MOST_BYTES: dict[ContentType, int] = {
    "application/pdf": MOST_BYTES_COUNTED,
    "image/tiff": MOST_BYTES_COUNTED,
    "image/jpeg": MOST_BYTES_IMAGE,
    "image/png": MOST_BYTES_IMAGE,
}


class NewUpload(AiRequest):
    """What will be uploaded."""

    content_type: ContentType
