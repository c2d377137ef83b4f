"""Texts in which there is nothing to read: of spaces, controls, joiners, loose accents and blank letters."""

import unicodedata

INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Zs", "Mn", "Mc", "Me"}
"""General categories of Unicode: controls, formats, separators, marks that need a letter to stand on."""
BLANK_SIGNS = frozenset("\u115f\u1160\u2800\u3164\uffa0\u2581\ufffd")
"""Fillers of Hangul, the empty Braille cell; SentencePiece's own space, and what stands for lost bytes."""


def is_blank(text: str) -> bool:
    """Tell whether a model would be asked about nothing: it would answer, and be sure of it."""
    return all(sign in BLANK_SIGNS or unicodedata.category(sign) in INVISIBLE for sign in text)
