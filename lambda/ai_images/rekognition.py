"""Asking Amazon Rekognition about one image: one paid call for each question."""

from collections.abc import Mapping
from typing import Any

from http_api.aws_calls import AwsService
from http_api.metered import Work

from .found import FoundFaces, FoundLabels, FoundModeration, FoundText

ATTEMPT_SECONDS = 12.0
_BROKEN = "is not an image that Rekognition can read"
REFUSED = {
    "InvalidImageFormatException": ("body", _BROKEN),
    "InvalidParameterException": ("body", _BROKEN),
    "InvalidS3ObjectException": ("s3_uri", "could not be read by Rekognition: is it in the API's region?"),
}
Image = Mapping[str, Any]
"""Rekognition's `Image`: `Bytes` or `S3Object`."""


class Rekognition:
    """The four operations; confidence limits and numbers of labels are Rekognition's own defaults."""

    def __init__(self, client: Any, *, service: AwsService) -> None:
        self._client = client
        self._service = service

    def labels(self, image: Image, *, work: Work) -> FoundLabels:
        """Ask what is in the image."""
        units = {"DetectLabels": 1}
        return self._service.ask_for(
            FoundLabels, self._client.detect_labels, work=work, units=units, Image=image
        )

    def moderation(self, image: Image, *, work: Work) -> FoundModeration:
        """Ask whether there is something that some audiences should not see."""
        units = {"DetectModerationLabels": 1}
        return self._service.ask_for(
            FoundModeration, self._client.detect_moderation_labels, work=work, units=units, Image=image
        )

    def text(self, image: Image, *, work: Work) -> FoundText:
        """Ask for lines and words."""
        units = {"DetectText": 1}
        return self._service.ask_for(FoundText, self._client.detect_text, work=work, units=units, Image=image)

    def faces(self, image: Image, *, work: Work) -> FoundFaces:
        """Ask for faces with the default attributes: no age, sex or mood."""
        units = {"DetectFaces": 1}
        return self._service.ask_for(
            FoundFaces, self._client.detect_faces, work=work, units=units, Image=image
        )
