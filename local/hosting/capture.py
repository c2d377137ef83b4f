"""Data capture: what goes into a model and comes out of it, as JSON lines in S3.

https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html
"""

import base64
import json
import random
from collections.abc import Callable
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_pascal

from local.hosting.capture_writer import CaptureWriter
from local.hosting.invocation import Invocation, Outcome
from local.sagemaker.records import Record

_ENCODINGS = {"CSV": "csv_content_types", "JSON": "json_content_types"}


class _Described(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_pascal)


class ContentTypes(_Described):
    """Which media types are written as text; every other body is written in Base64."""

    csv_content_types: tuple[str, ...] = ()
    json_content_types: tuple[str, ...] = ()


class CaptureOption(_Described):
    """One direction to capture."""

    capture_mode: Literal["Input", "Output", "InputAndOutput"]


class CaptureSettings(_Described):
    """DataCaptureConfig of an endpoint configuration."""

    enable_capture: bool = False
    initial_sampling_percentage: int
    destination_s3_uri: str
    kms_key_id: str | None = None
    capture_options: tuple[CaptureOption, ...]
    capture_content_type_header: ContentTypes = ContentTypes()

    @classmethod
    def of(cls, config: Record) -> Self | None:
        """Return the settings of an EndpointConfig record, or None where it captures nothing."""
        if "DataCaptureConfig" not in config:
            return None
        settings = cls.model_validate(config["DataCaptureConfig"])
        return settings if settings.enable_capture else None

    def summary(self) -> dict[str, Any]:
        """Return what DescribeEndpoint says."""
        return {
            "EnableCapture": True,
            "CaptureStatus": "Started",
            "CurrentSamplingPercentage": self.initial_sampling_percentage,
            "DestinationS3Uri": self.destination_s3_uri,
            "KmsKeyId": self.kms_key_id or "",
        }


class Capture:
    """Captures a sampled share of the requests that a model answered (2XX), each with both its directions."""

    def __init__(self, *, settings: CaptureSettings, endpoint: str) -> None:
        self._settings = settings
        self._modes = {option.capture_mode for option in settings.capture_options}
        folder = f"{settings.destination_s3_uri.rstrip('/')}/{endpoint}"
        self._writer = CaptureWriter(folder=folder, key_id=settings.kms_key_id)

    def samples(self, pick: Callable[[], float] = random.random) -> bool:
        """Decide once a request, so that the answers of production and shadow are captured in pairs."""
        return pick() * 100 < self._settings.initial_sampling_percentage

    def add(self, variant: str, invocation: Invocation, outcome: Outcome) -> None:
        """Write one pair soon; never waits."""
        if outcome.succeeded:
            line = json.dumps(self._event(invocation, outcome))
            self._writer.add(variant=variant, time=invocation.time, line=line)

    def close(self) -> None:
        """Write what was accepted."""
        self._writer.close()

    def _event(self, invocation: Invocation, outcome: Outcome) -> dict[str, Any]:
        data = {}
        if self._modes & {"Input", "InputAndOutput"}:
            media_type = invocation.headers.get("Content-Type", "application/octet-stream")
            data["endpointInput"] = self._side("INPUT", media_type, invocation.body)
        if self._modes & {"Output", "InputAndOutput"}:
            media_type = outcome.headers.get("Content-Type", "application/octet-stream")
            data["endpointOutput"] = self._side("OUTPUT", media_type, outcome.data)
        metadata = {"eventId": invocation.event_id}
        if invocation.inference_id is not None:
            metadata["inferenceId"] = invocation.inference_id
        metadata["inferenceTime"] = invocation.time.strftime("%Y-%m-%dT%H:%M:%SZ")
        return {"captureData": data, "eventMetadata": metadata, "eventVersion": "0"}

    def _side(self, mode: str, media_type: str, body: bytes) -> dict[str, str]:
        encoding = self._encoding(media_type)
        text = base64.b64encode(body).decode() if encoding == "BASE64" else body.decode("utf-8", "replace")
        return {"observedContentType": media_type, "mode": mode, "data": text, "encoding": encoding}

    def _encoding(self, media_type: str) -> str:
        bare = media_type.partition(";")[0].strip().lower()
        for encoding, member in _ENCODINGS.items():
            if bare in getattr(self._settings.capture_content_type_header, member):
                return encoding
        return "BASE64"
