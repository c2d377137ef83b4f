"""The table of phrases between English and Vietnamese: longest match first, unknown words are kept."""

import functools
import itertools
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

_TABLE = Path(__file__).parent.parent / "data" / "phrases_en_vi.tsv"
_TOKEN = re.compile(r"\w+(?:['\u2019]\w+)*")
_ENDINGS = (("ies", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"))
_DROPPED = {
    "vi": frozenset({"the", "a", "an"}),
    "en": frozenset({"đã", "đang", "được", "thì", "rằng", "cái"}),
}
"""Words of the source language that the target (the key) does without."""

Translations = Mapping[tuple[str, ...], str]


class Translated(NamedTuple):
    """A text in the target language, and how many of its source's words the table knew."""

    text: str
    known: int
    words: int


def translate(text: str, *, source: str, target: str, chosen: Mapping[str, str]) -> Translated:
    """Translate word by word, longest phrase first; `chosen` (lower-cased terms) goes before the table."""
    table = _table(source, target)
    own = {_words(term): wanted for term, wanted in chosen.items()}
    longest = max(len(words) for words in [*own, *table])
    pieces: list[str] = []
    tokens, position, end, known = list(_TOKEN.finditer(text)), 0, 0, 0
    while position < len(tokens):
        length, wanted = _longest(tokens[position : position + longest], text, [own, table], target)
        first, last = tokens[position], tokens[position + length - 1]
        gap = text[end : first.start()]
        known += 0 if wanted is None else length
        piece = first.group() if wanted is None else _cased(wanted, like=first.group())
        pieces += [gap if wanted != "" else gap.rstrip(" "), piece]
        position, end = position + length, last.end()
    whole = "".join([*pieces, text[end:]]).lstrip()
    return Translated(_cased(whole, like=text.lstrip()), known, len(tokens))


def _longest(
    tokens: list[re.Match[str]], text: str, tables: list[Translations], target: str
) -> tuple[int, str | None]:
    """Return how many tokens the longest known phrase at the start takes, and its translation."""
    for length in range(len(tokens), 0, -1):
        between = [text[a.end() : b.start()] for a, b in itertools.pairwise(tokens[:length])]
        if any(gap.strip() for gap in between):
            continue
        words = tuple(token.group().lower() for token in tokens[:length])
        for table in tables:
            if (wanted := _known(table, words, target)) is not None:
                return length, wanted
    return 1, "" if tokens[0].group().lower() in _DROPPED[target] else None


def _known(table: Translations, words: tuple[str, ...], target: str) -> str | None:
    if words in table or target == "en":
        return table.get(words)
    for ending, replacement in _ENDINGS:
        if words[-1].endswith(ending):
            stem = (*words[:-1], words[-1].removesuffix(ending) + replacement)
            if stem in table:
                return table[stem]
    return None


def _cased(wanted: str, *, like: str) -> str:
    return wanted[:1].upper() + wanted[1:] if like[:1].isupper() else wanted


@functools.cache
def _table(source: str, target: str) -> Translations:
    table: dict[tuple[str, ...], str] = {}
    for line in unicodedata.normalize("NFC", _TABLE.read_text(encoding="utf-8")).splitlines()[1:]:
        english, vietnamese = line.split("\t")
        pair = {"en": english, "vi": vietnamese}
        if pair[source] not in _DROPPED[target]:
            table.setdefault(_words(pair[source]), pair[target])
    return table


def _words(phrase: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(phrase.lower()))
