"""The image routes in the OpenAPI document."""

from typing import Any

from pydantic import BaseModel

from http_api.openapi import file_body, metered
from http_api.uploads import UploadRequest

from .answers import FacesAnswer, ImageTextAnswer, LabelsAnswer, ModerationAnswer
from .limits import MEDIA_TYPES

ANSWERS = (FacesAnswer, ImageTextAnswer, LabelsAnswer, ModerationAnswer)
REQUESTS = (UploadRequest,)


def paths() -> dict[str, Any]:
    """Build every path with its one operation."""
    return {
        "/v1/ai/images/labels": {"post": _look("detectLabels", "What is in an image", LabelsAnswer)},
        "/v1/ai/images/moderation": {
            "post": _look(
                "detectModerationLabels", "What some audiences should not see in an image", ModerationAnswer
            )
        },
        "/v1/ai/images/text": {"post": _look("detectImageText", "The text in an image", ImageTextAnswer)},
        "/v1/ai/images/faces": {
            "post": _look(
                "detectFaces", "Where faces are in an image; not whose, how old or of what sex", FacesAnswer
            )
        },
    }


def _look(operation_id: str, summary: str, answer: type[BaseModel]) -> dict[str, Any]:
    return metered(operation_id, summary, request_body=file_body(MEDIA_TYPES), answer=answer)
