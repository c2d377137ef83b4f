"""Text as tokens that, joined, are the text again: a word or a mark, with the blank before it."""

import re
import unicodedata

END = ""
"""The token after the last one of a paragraph; no text has it."""
_TOKEN = re.compile(r"\s*(?:\w+(?:[-'’.]\w+)*|[^\w\s])")  # noqa: RUF001 - the apostrophe of typeset text


def split(text: str) -> list[str]:
    """Cut into tokens; any run of blanks becomes one, and the text is composed (NFC) first."""
    composed = unicodedata.normalize("NFC", text)
    return [_spaced(match[0]) for match in _TOKEN.finditer(composed)]


def _spaced(token: str) -> str:
    word = token.strip()
    return word if word == token else f" {word}"
