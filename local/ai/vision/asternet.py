"""Lines of Vietnamese print by AsterNet, a CTC network of 10.6 million weights.

The weights come from the package asterocr: its two data files are opened, none of its code is imported.
"""

import functools
import importlib.util
import json
import unicodedata
from pathlib import Path
from typing import Any

_HEIGHT = 32


def read_line(strip: Any) -> tuple[str, float]:
    """Return the text of an image of one line (height, width, 3), and the mean confidence of its letters."""
    import numpy
    from PIL import Image

    session, characters = _asternet()
    width = max(_HEIGHT, strip.shape[1] * _HEIGHT // strip.shape[0])
    size = ((width + 3) // 4 * 4, _HEIGHT)
    scaled = numpy.asarray(
        Image.fromarray(strip).resize(size, Image.Resampling.BILINEAR), dtype=numpy.float32
    )
    tensor = ((scaled / 255 - 0.5) / 0.5).transpose(2, 0, 1)[numpy.newaxis]
    columns = session.run(None, {session.get_inputs()[0].name: tensor})[0].reshape(-1, len(characters))
    best = columns.argmax(axis=1)
    kept = [i for i, index in enumerate(best) if index and (i == 0 or index != best[i - 1])]
    text = "".join(characters[best[i]] for i in kept)
    logs = columns - columns.max(axis=1, keepdims=True)
    shares = 1 / numpy.exp(logs).sum(axis=1)
    return unicodedata.normalize("NFC", text).strip(), float(shares[kept].mean()) if kept else 0.0


@functools.cache
def _asternet() -> tuple[Any, list[str]]:
    import onnxruntime

    found = importlib.util.find_spec("asterocr")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("asterocr is not installed: run make setup")
    assets = Path(found.origin).parent / "assets"
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # its recurrent layers gain nothing from more
    options.enable_cpu_mem_arena = False
    session = onnxruntime.InferenceSession(
        assets / "asternet.onnx", options, providers=["CPUExecutionProvider"]
    )
    return session, json.loads((assets / "vocab.json").read_text(encoding="utf-8"))["chars"]
