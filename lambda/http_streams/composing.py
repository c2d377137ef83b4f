"""NFC over pieces: what a service streams may be cut between a letter and its accent."""

import unicodedata

_COMBINING = ("Mn", "Mc")
_JAMO = range(0x1160, 0x1200)
"""Hangul vowels and final consonants, which join the syllable before them and are no marks."""


class Composer:
    """Takes pieces of a text and gives them back in NFC; the last letter waits for what may join it."""

    def __init__(self) -> None:
        self._waiting = ""

    def feed(self, piece: str) -> str:
        """Return what is certain by now, maybe nothing."""
        text = self._waiting + piece
        cut = _last_start(text)
        self._waiting = text[cut:]
        return unicodedata.normalize("NFC", text[:cut])

    def rest(self) -> str:
        """Return what waited, at the end."""
        rest, self._waiting = self._waiting, ""
        return unicodedata.normalize("NFC", rest)


def _last_start(text: str) -> int:
    """Find the last character that joins nothing before it (Unicode Standard Annex 15)."""
    for index in range(len(text) - 1, -1, -1):
        if unicodedata.category(text[index]) not in _COMBINING and ord(text[index]) not in _JAMO:
            return index
    return 0
