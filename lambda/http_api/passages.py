"""Long texts in passages: cut where a sentence ends, put together again without losing an offset.

Offsets count Unicode code points, as Amazon Comprehend's do; limits count bytes of UTF-8, as AWS's do.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from .problems import FieldError, Kind, ProblemError

_BORDERS = (
    re.compile(r"(?<=[.!?…。！？])[\"'”’)\]]*\s+|\n+"),  # noqa: RUF001 - Chinese and Japanese sentences end so
    re.compile(r"\s+"),
)


@dataclass(frozen=True)
class Passage:
    """A part of a text; `start` is its offset there."""

    start: int
    text: str


def split(text: str, *, most_bytes: int) -> list[Passage]:
    """Cut a text into parts of at most `most_bytes`: after a sentence, else a word, else a character.

    Joined, the parts are the text. A base letter keeps its combining marks if the limit lets it.
    """
    passages, start = [], 0
    while start < len(text):
        end = _end(text, start=start, most_bytes=most_bytes)
        passages.append(Passage(start=start, text=text[start:end]))
        start = end
    return passages


def size(text: str) -> int:
    """Count the bytes of UTF-8."""
    return len(text.encode())


def limit_texts(texts: Mapping[str, str], *, most: int) -> None:
    """Hold a request to its bytes of text in all; the 413 names the field that went over."""
    sent = 0
    for field, text in texts.items():
        sent += size(text)
        if sent > most:
            raise too_long(field, most=most)


def too_long(field: str, *, most: int) -> ProblemError:
    """Build the 413 for a text that goes over a request's limit."""
    message = f"goes over the {most} bytes of text that a request may have: send it in several"
    return ProblemError(
        Kind.TOO_LARGE, f"{field}: {message}", errors=[FieldError(field=field, message=message)]
    )


def _end(text: str, *, start: int, most_bytes: int) -> int:
    within = text[start : start + most_bytes].encode()[:most_bytes].decode(errors="ignore")
    reach = start + len(within)
    if reach >= len(text):
        return len(text)
    for border in _BORDERS:
        ends = [match.end() for match in border.finditer(text, start, reach)]
        if whole := [end for end in ends if not unicodedata.combining(text[end])]:
            return whole[-1]
    end = reach
    while end > start and unicodedata.combining(text[end]):
        end -= 1
    return end if end > start else reach
