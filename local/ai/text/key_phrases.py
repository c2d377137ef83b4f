"""Key phrases by RAKE: runs of content words between stop words, scored by the company their words keep.

Rose, Engel, Cramer, Cowley: Automatic Keyword Extraction from Individual Documents, 2010.
"""

import collections
import re
from collections.abc import Iterator
from pathlib import Path

from local.ai.text.spans import Span

_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_STOP_WORDS = frozenset(
    (Path(__file__).parent.parent / "data" / "stop_words_en.txt").read_text(encoding="utf-8").split()
)
_LONGEST_WORDS = 5
_Words = list[re.Match[str]]


def key_phrases(text: str) -> list[Span]:
    """Return the phrases in text order; the score is relative to the best phrase (0..1)."""
    phrases = [words for words in _runs(text) if len(words) <= _LONGEST_WORDS]
    weight = _weights(phrases)
    raw = [sum(weight[word.group().lower()] for word in words) / len(words) for words in phrases]
    best = max(raw, default=1.0)
    return [
        Span(words[0].start(), words[-1].end(), "KEY_PHRASE", round(value / best, 4))
        for words, value in zip(phrases, raw, strict=True)
    ]


def _runs(text: str) -> Iterator[_Words]:
    run: _Words = []
    for word in _WORD.finditer(text):
        gap = text[run[-1].end() : word.start()] if run else ""
        if run and (gap.strip() or "\n" in gap):
            yield run
            run = []
        if word.group().lower() in _STOP_WORDS or (run and _is_past_verb(word.group())):
            if run:
                yield run
            run = []
        else:
            run.append(word)
    if run:
        yield run


def _is_past_verb(word: str) -> bool:
    """After a noun a word in -ed is the verb (`the buffet offered fruit`); before one it is an adjective."""
    return word.islower() and word.endswith("ed") and len(word) > len("used")


def _weights(phrases: list[_Words]) -> dict[str, float]:
    degree: collections.Counter[str] = collections.Counter()
    frequency: collections.Counter[str] = collections.Counter()
    for words in phrases:
        for word in words:
            degree[word.group().lower()] += len(words)
            frequency[word.group().lower()] += 1
    return {word: degree[word] / count for word, count in frequency.items()}
