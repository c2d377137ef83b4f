"""Frontal faces by OpenCV's bundled Haar cascades (Viola and Jones 2001; Lienhart 2002); eyes by another."""

import functools
import math
from pathlib import Path
from typing import Any, NamedTuple

from local.ai.vision.pages import pages

_MOST_SIDE = 1600
_FACES = "haarcascade_frontalface_alt2.xml"
_EYES = "haarcascade_eye_tree_eyeglasses.xml"
_HALF_TRUSTED_WEIGHT = 20.0
"""A stage weight of 20 counts as a confidence of one half; the cascade has no probability of its own."""


class Face(NamedTuple):
    """A face as shares of the image, its confidence (0..1), eye centres, light and sharpness (0..100)."""

    left: float
    top: float
    width: float
    height: float
    confidence: float
    eyes: list[tuple[float, float]]
    brightness: float
    sharpness: float


def faces(body: bytes) -> list[Face]:
    """Return the faces of an image, the largest first."""
    import cv2

    image = next(pages(body, last=1))
    scale = min(1.0, _MOST_SIDE / max(image.shape[:2]))
    grey = cv2.cvtColor(cv2.resize(image, None, fx=scale, fy=scale), cv2.COLOR_RGB2GRAY)
    smallest = max(24, min(grey.shape) // 20)
    boxes, _, weights = _cascade(_FACES).detectMultiScale3(
        cv2.equalizeHist(grey), 1.1, 5, minSize=(smallest, smallest), outputRejectLevels=True
    )
    found = [
        _face(grey, tuple(map(int, box)), float(weight)) for box, weight in zip(boxes, weights, strict=True)
    ]
    return sorted(found, key=lambda face: -face.width * face.height)


def _face(grey: Any, box: tuple[int, ...], weight: float) -> Face:
    import cv2

    x, y, w, h = box
    height, width = grey.shape
    cut = grey[y : y + h, x : x + w]
    eyes = _cascade(_EYES).detectMultiScale(cut[: h * 3 // 5], 1.05, 4, minSize=(w // 8, h // 8))
    centres = sorted(((x + ex + ew / 2) / width, (y + ey + eh / 2) / height) for ex, ey, ew, eh in eyes)
    sharp = float(cv2.Laplacian(cut, cv2.CV_64F).var())
    return Face(
        left=x / width,
        top=y / height,
        width=w / width,
        height=h / height,
        confidence=1 - math.exp(-max(weight, 0.0) / _HALF_TRUSTED_WEIGHT * math.log(2)),
        eyes=[(float(a), float(b)) for a, b in centres] if len(centres) == 2 else [],
        brightness=float(cut.mean()) / 2.55,
        sharpness=100 * sharp / (sharp + 100),
    )


@functools.cache
def _cascade(name: str) -> Any:
    import cv2
    from cv2.data import haarcascades

    return cv2.CascadeClassifier(str(Path(haarcascades) / name))
