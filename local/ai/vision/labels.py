"""What the colours of an image say: scene labels by the share of pixels that fit, and its dominant colours.

Not an object recognizer: a label's confidence is the share of the pixels looked at that carry its colour.
"""

from typing import Any, NamedTuple

from local.ai.vision.faces import faces
from local.ai.vision.pages import pages

_SIDE = 256
_COLORS = 8
_LEAST_SHARE = 0.15


class Color(NamedTuple):
    """A dominant colour and the percentage of the pixels that are nearest to it."""

    red: int
    green: int
    blue: int
    percent: float


class Described(NamedTuple):
    """Labels with a confidence (0..1), face boxes behind the label Person, colours, and quality (0..100)."""

    labels: dict[str, float]
    people: list[tuple[float, float, float, float, float]]
    colors: list[Color]
    brightness: float
    sharpness: float
    contrast: float


def describe(body: bytes) -> Described:
    """Return the labels and image properties of the first page of an image."""
    import cv2

    image = next(pages(body, last=1))
    small = cv2.resize(image, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    people = [(face.left, face.top, face.width, face.height, face.confidence) for face in faces(body)]
    labels = {name: share for name, share in _shares(small, grey).items() if share >= _LEAST_SHARE}
    if people:
        labels |= {"Person": max(person[4] for person in people), "Face": max(person[4] for person in people)}
    sharp = float(cv2.Laplacian(grey, cv2.CV_64F).var())
    return Described(
        labels=labels,
        people=people,
        colors=_colors(small),
        brightness=float(grey.mean()) / 2.55,
        sharpness=100 * sharp / (sharp + 100),
        contrast=min(100.0, float(grey.std()) / 1.28),
    )


def _shares(image: Any, grey: Any) -> dict[str, float]:
    import cv2

    hue, saturation, value = cv2.split(cv2.cvtColor(image, cv2.COLOR_RGB2HSV))
    top = slice(0, _SIDE // 3)
    blue = (hue > 95) & (hue < 130) & (saturation > 40) & (value > 90)
    clouds = (saturation < 30) & (value > 190)
    green = (hue > 32) & (hue < 88) & (saturation > 45) & (value > 35)
    paper = (saturation < 40) & (value > 200)
    ink = grey < 110
    is_page = paper.mean() > 0.7 and 0.005 < ink.mean() < 0.3
    is_sky = blue[top].mean() > 0.1 or (clouds[top].mean() > 0.5 and not is_page)
    return {
        "Sky": float((blue | clouds)[top].mean()) if is_sky else 0.0,
        "Plant": float(green.mean()),
        "Document": float(paper.mean()) if is_page else 0.0,
        "Night": float((value < 50).mean()) if value.mean() < 60 else 0.0,
        "Grayscale": 1.0 if float(saturation.mean()) < 4 else 0.0,
    }


def _colors(image: Any) -> list[Color]:
    from PIL import Image

    reduced = Image.fromarray(image).quantize(_COLORS, method=Image.Quantize.MEDIANCUT)
    palette = reduced.getpalette() or []
    counted = sorted(reduced.getcolors() or [], reverse=True)
    return [
        Color(palette[3 * index], palette[3 * index + 1], palette[3 * index + 2], 100 * count / _SIDE**2)
        for count, index in counted
        if isinstance(index, int)
    ]
