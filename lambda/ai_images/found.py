"""What Rekognition answers, as far as it is read (Rekognition API reference)."""

from http_api.aws_calls import AwsAnswer


class BoundingBox(AwsAnswer):
    """Shares of the image's size."""

    left: float
    top: float
    width: float
    height: float


class _Named(AwsAnswer):
    name: str


class _Instance(AwsAnswer):
    bounding_box: BoundingBox


class FoundLabel(AwsAnswer):
    """A label of DetectLabels."""

    name: str
    confidence: float
    parents: tuple[_Named, ...] = ()
    categories: tuple[_Named, ...] = ()
    instances: tuple[_Instance, ...] = ()


class FoundLabels(AwsAnswer):
    """The answer of DetectLabels."""

    labels: list[FoundLabel]


class FoundModerationLabel(AwsAnswer):
    """A label of DetectModerationLabels."""

    name: str
    parent_name: str = ""
    confidence: float
    taxonomy_level: int | None = None


class FoundModeration(AwsAnswer):
    """The answer of DetectModerationLabels."""

    moderation_labels: list[FoundModerationLabel]
    moderation_model_version: str | None = None


class Geometry(AwsAnswer):
    """Where a detection is."""

    bounding_box: BoundingBox


class FoundDetection(AwsAnswer):
    """A line or a word of DetectText; a word's parent is its line."""

    detected_text: str
    type: str
    id: int
    parent_id: int | None = None
    confidence: float
    geometry: Geometry


class FoundText(AwsAnswer):
    """The answer of DetectText."""

    text_detections: list[FoundDetection]


class _Landmark(AwsAnswer):
    type: str
    x: float
    y: float


class _Pose(AwsAnswer):
    roll: float
    yaw: float
    pitch: float


class FoundFace(AwsAnswer):
    """A face of DetectFaces with the default attributes."""

    bounding_box: BoundingBox
    confidence: float
    pose: _Pose | None = None
    landmarks: tuple[_Landmark, ...] = ()


class FoundFaces(AwsAnswer):
    """The answer of DetectFaces."""

    face_details: list[FoundFace]
