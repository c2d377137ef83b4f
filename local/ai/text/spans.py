"""A labelled stretch of a text, and the choice between overlapping ones."""

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """Characters `begin` to `end` (exclusive) are a `type`, found by a rule of this `score` (0..1)."""

    begin: int
    end: int
    type: str
    score: float


def disjoint(spans: Iterable[Span]) -> list[Span]:
    """Keep the surest spans that do not overlap (the longer of two equally sure ones), in text order."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (-span.score, span.begin - span.end, span.begin)):
        if all(span.end <= other.begin or span.begin >= other.end for other in kept):
            kept.append(span)
    return sorted(kept)
