"""What the image routes answer. Boxes and points are shares of width and height, from the top left."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from http_api.answers import AiAnswer

Confidence = Annotated[float, Field(ge=0.0, le=100.0, description="Percent.")]


class Part(BaseModel):
    """The base of what answers are made of."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Box(Part):
    """Where something is; it may reach beyond the image's border."""

    left: float
    top: float
    width: float
    height: float


class Label(Part):
    """Something in the image; `boxes` where Rekognition counts instances of it."""

    name: str
    confidence: Confidence
    parents: list[str]
    categories: list[str]
    boxes: list[Box]


class LabelsAnswer(AiAnswer):
    """The likeliest first."""

    labels: list[Label]


class ModerationLabel(Part):
    """A kind of content that some audiences should not see; `parent` is the wider kind."""

    name: str
    parent: str | None
    level: Annotated[int | None, Field(description="Depth in Rekognition's taxonomy, from 1.")]
    confidence: Confidence


class ModerationAnswer(AiAnswer):
    """Nothing was found when `labels` is empty; that is no promise."""

    labels: list[ModerationLabel]
    model_version: str | None


class TextLine(Part):
    """A line of text and its words."""

    text: str
    confidence: Confidence
    box: Box
    words: list[str]


class ImageTextAnswer(AiAnswer):
    """The text of the image in NFC, line by line."""

    lines: list[TextLine]


class Landmark(Part):
    """A point of a face, such as `eyeLeft`."""

    type: str
    x: float
    y: float


class Pose(Part):
    """How a face is turned, in degrees."""

    roll: float
    yaw: float
    pitch: float


class Face(Part):
    """Where a face is; nothing about who it is, or how old, or what sex."""

    box: Box
    confidence: Confidence
    pose: Pose | None
    landmarks: list[Landmark]


class FacesAnswer(AiAnswer):
    """The faces, the largest first."""

    faces: list[Face]
