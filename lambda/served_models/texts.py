"""What of a text cannot be asked about."""

import unicodedata

from .card import TextFeature

INVISIBLE = {"Cc", "Cf", "Zl", "Zp", "Zs", "Mn", "Mc", "Me"}
"""General categories of Unicode: controls, formats, separators, marks that need a letter to stand on."""
BLANK_SIGNS = frozenset("\u115f\u1160\u2800\u3164\uffa0\u2581\ufffd")
"""Fillers, the empty Braille cell, SentencePiece's space: as in model_code/text_classifier/blank.py."""


def text_fault(value: object, feature: TextFeature) -> str | None:
    """Return what is wrong with a value, in words that follow its field's name."""
    if not isinstance(value, str):
        return "must be text"
    if is_blank(value):
        return "must not be blank"
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        return "holds half of a surrogate pair: send whole characters"
    if len(value) > feature.max_characters:
        return f"has {len(value)} characters: at most {feature.max_characters} a text"
    return None


def is_blank(text: str) -> bool:
    """Tell whether there is nothing to read, for which a model would have an answer all the same."""
    return all(sign in BLANK_SIGNS or unicodedata.category(sign) in INVISIBLE for sign in text)
