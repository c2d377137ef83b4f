"""Rekognition's answers in the API's words."""

import unicodedata

from .answers import Box, Face, Label, Landmark, ModerationLabel, Pose, TextLine
from .found import BoundingBox, FoundFace, FoundFaces, FoundLabels, FoundModeration, FoundText


def labels(found: FoundLabels) -> list[Label]:
    """Put the likeliest first."""
    return [
        Label(
            name=label.name,
            confidence=_percent(label.confidence),
            parents=[parent.name for parent in label.parents],
            categories=[category.name for category in label.categories],
            boxes=[_box(instance.bounding_box) for instance in label.instances],
        )
        for label in sorted(found.labels, key=lambda label: -label.confidence)
    ]


def moderation(found: FoundModeration) -> list[ModerationLabel]:
    """Put the likeliest first; a label of the widest kind has no parent."""
    return [
        ModerationLabel(
            name=label.name,
            parent=label.parent_name or None,
            level=label.taxonomy_level,
            confidence=_percent(label.confidence),
        )
        for label in sorted(found.moderation_labels, key=lambda label: -label.confidence)
    ]


def lines(found: FoundText) -> list[TextLine]:
    """Put the words to their lines."""
    words: dict[int | None, list[str]] = {}
    for detection in found.text_detections:
        if detection.type == "WORD":
            words.setdefault(detection.parent_id, []).append(_composed(detection.detected_text))
    return [
        TextLine(
            text=_composed(detection.detected_text),
            confidence=_percent(detection.confidence),
            box=_box(detection.geometry.bounding_box),
            words=words.get(detection.id, []),
        )
        for detection in found.text_detections
        if detection.type == "LINE"
    ]


def faces(found: FoundFaces) -> list[Face]:
    """Put the largest first."""
    return [
        Face(
            box=_box(face.bounding_box),
            confidence=_percent(face.confidence),
            pose=Pose(**face.pose.model_dump()) if face.pose else None,
            landmarks=[Landmark(**landmark.model_dump()) for landmark in face.landmarks],
        )
        for face in sorted(found.face_details, key=_area, reverse=True)
    ]


def _area(face: FoundFace) -> float:
    return face.bounding_box.width * face.bounding_box.height


def _box(box: BoundingBox) -> Box:
    return Box(**box.model_dump())


def _percent(confidence: float) -> float:
    return round(min(100.0, max(0.0, confidence)), 4)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)
