"""Sentences and clauses of a text."""

import re

_SENTENCE = re.compile(r"[^.!?。\n]+(?:[.!?。]+(?=\s|$)|\n|[.!?。](?=\S)[^.!?。\n]*)*[.!?。]*")
_CLAUSE = re.compile(r"[.!?;\n]+\s|\s(?:but|however|although|yet)\s|,\s*(?:but|however)\b", re.IGNORECASE)


def sentences(text: str) -> list[tuple[int, str]]:
    """Return each sentence with the offset where it begins; white space around it is left out."""
    found = []
    for match in _SENTENCE.finditer(text):
        stripped = match.group().strip()
        if stripped:
            found.append((match.start() + match.group().index(stripped[0]), stripped))
    return found


def clauses(text: str) -> list[str]:
    """Return the parts of a text between sentence ends and words of contrast, for mixed opinions."""
    return [part.strip() for part in _CLAUSE.split(text) if part.strip()]
