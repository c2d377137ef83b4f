"""The image routes: each takes an image and asks Rekognition one question about it."""

from collections.abc import Mapping
from typing import Any

from http_api.metered import MeteredRoutes
from http_api.negotiation import JSON, answer_type
from http_api.prices import PriceList
from http_api.resolver import Response
from http_api.telemetry import Telemetry
from http_api.uploads import FindUpload

from . import reading
from .answers import FacesAnswer, ImageTextAnswer, LabelsAnswer, ModerationAnswer
from .rekognition import Rekognition
from .settings import Settings
from .source import image_of


class Routes(MeteredRoutes):
    """Four routes on one resolver; `handle(event, context)` answers an event."""

    def __init__(
        self,
        *,
        settings: Settings,
        telemetry: Telemetry,
        prices: PriceList,
        rekognition: Rekognition,
        find: FindUpload,
    ) -> None:
        super().__init__(telemetry=telemetry, prices=prices, max_body_bytes=settings.max_body_bytes)
        self._rekognition = rekognition
        self._find = find
        self.app.post("/v1/ai/images/labels")(self.labels)
        self.app.post("/v1/ai/images/moderation")(self.moderation)
        self.app.post("/v1/ai/images/text")(self.text)
        self.app.post("/v1/ai/images/faces")(self.faces)

    def labels(self) -> Response[str]:
        """POST /v1/ai/images/labels."""
        found = self._rekognition.labels(self._image(), work=self.work())
        return self.answer(LabelsAnswer(labels=reading.labels(found), request_id=self.request_id))

    def moderation(self) -> Response[str]:
        """POST /v1/ai/images/moderation."""
        found = self._rekognition.moderation(self._image(), work=self.work())
        return self.answer(
            ModerationAnswer(
                labels=reading.moderation(found),
                model_version=found.moderation_model_version,
                request_id=self.request_id,
            )
        )

    def text(self) -> Response[str]:
        """POST /v1/ai/images/text."""
        found = self._rekognition.text(self._image(), work=self.work())
        return self.answer(ImageTextAnswer(lines=reading.lines(found), request_id=self.request_id))

    def faces(self) -> Response[str]:
        """POST /v1/ai/images/faces."""
        found = self._rekognition.faces(self._image(), work=self.work())
        return self.answer(FacesAnswer(faces=reading.faces(found), request_id=self.request_id))

    def _image(self) -> Mapping[str, Any]:
        event = self.app.current_event
        answer_type(event.headers.get("accept"), offered=(JSON,))
        return image_of(
            self.read_bytes(),
            content_type=event.headers.get("content-type"),
            client=self.client,
            find=self._find,
        )
