"""Printed text by PP-OCRv6 (RapidOCR); the lines of a Vietnamese page are read again by AsterNet.

PP-OCRv6's small model lacks the Vietnamese letters with two marks.
"""

import functools
import logging
import unicodedata
from typing import Any

from local.ai.text import language
from local.ai.vision import asternet
from local.ai.vision.lines import Line, Page, rows
from local.ai.vision.pages import pages

_MARGIN = 4
"""A quarter of a line's height is added around it."""

_ENDS = ".,;:!?"
"""AsterNet loses a sign at the end of a line now and then; PP-OCRv6 does not."""

_THREADS = 2
_LEAST_CONFIDENCE = 0.3
_BORDER = 40
_MOST_SIDE = 1600
"""Lines are looked for in at most this many pixels a side; smaller pages are not enlarged."""

_INK = 60
"""A pixel is ink when a channel differs by this much (of 255) from the paper's median colour."""

_VIETNAMESE = frozenset("ăâđêôơưĂÂĐÊÔƠƯảạắằẳẵặấầẩẫậẻẽẹếềểễệỉĩịỏọốồổỗộớờởỡợủũụứừửữựỳỷỹỵ")


def read(body: bytes, first: int = 0, last: int | None = None) -> list[Page]:
    """Return the text of pages `first` to `last` (exclusive)."""
    return [_page(image) for image in pages(body, first=first, last=last)]


def _page(image: Any) -> Page:
    height, width = image.shape[:2]
    left, top, right, bottom = _content(image)
    cut = image[top:bottom, left:right]
    found = _engine()(cut[:, :, ::-1].copy(), use_cls=False) if cut.size else None
    read = zip(found.boxes, found.txts, found.scores, strict=True) if found and found.txts else ()
    lines = [
        Line(_composed(text), float(score), *_rectangle(box, left, top, width, height))
        for box, text, score in read
    ]
    lines = [line for line in lines if line.text and line.confidence >= _LEAST_CONFIDENCE]
    if _is_vietnamese(lines):
        lines = [_read_again(image, line) for line in lines]
    return Page(width, height, [line for row in rows(lines) for line in row])


def _content(image: Any) -> tuple[int, int, int, int]:
    """Return left, top, right, bottom of what is not paper: on an emptier page a lone line goes unseen."""
    import numpy

    paper = numpy.median(image.reshape(-1, 3)[:: max(1, image.size // 300_000)], axis=0)
    ink = (numpy.abs(image.astype(numpy.int16) - paper.astype(numpy.int16)) > _INK).any(axis=2)
    rows, columns = numpy.flatnonzero(ink.any(axis=1)), numpy.flatnonzero(ink.any(axis=0))
    if not rows.size:
        return 0, 0, 0, 0
    return (
        max(int(columns[0]) - _BORDER, 0),
        max(int(rows[0]) - _BORDER, 0),
        min(int(columns[-1]) + _BORDER, image.shape[1]),
        min(int(rows[-1]) + _BORDER, image.shape[0]),
    )


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _rectangle(box: Any, x: int, y: int, width: int, height: int) -> tuple[int, int, int, int]:
    """Return a box of the part that begins at (x, y), in pixels of the whole page."""
    left, top = box.min(axis=0)
    right, bottom = box.max(axis=0)
    return (
        max(int(left) + x, 0),
        max(int(top) + y, 0),
        min(int(right) + x, width),
        min(int(bottom) + y, height),
    )


def _is_vietnamese(lines: list[Line]) -> bool:
    text = " ".join(line.text for line in lines)
    return bool(_VIETNAMESE & set(text)) and language.ranked(text)[0][0] == "vi"


def _read_again(image: Any, line: Line) -> Line:
    if not any(character.isalpha() for character in line.text) or "@" in line.text:
        return line
    margin = max((line.bottom - line.top) // _MARGIN, 2)
    top, bottom = max(line.top - margin // 2, 0), line.bottom + margin // 2
    left, right = max(line.left - margin, 0), line.right + margin
    text, confidence = asternet.read_line(image[top:bottom, left:right])
    if text and line.text[-1] in _ENDS and text[-1] not in _ENDS:
        text += line.text[-1]
    return line._replace(text=text, confidence=confidence) if text else line


@functools.cache
def _engine() -> Any:
    logging.getLogger("RapidOCR").setLevel(logging.WARNING)
    from rapidocr import RapidOCR

    options = {
        "Global.log_level": "warning",
        "Rec.rec_batch_num": 1,
        "Det.limit_type": "max",
        "Det.limit_side_len": _MOST_SIDE,
        "EngineConfig.onnxruntime.intra_op_num_threads": _THREADS,
        "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
    }
    return RapidOCR(params=options)
