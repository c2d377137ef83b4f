"""How many pages a PDF has, from its page tree (ISO 32000-1, 7.7.3), before anything is paid for.

No reader of whole PDFs: it looks at every object, those in compressed object streams (7.5.7) included, and
says None where it cannot tell. Pages that an older version of the file had may count too.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

MOST_OBJECTS = 300_000
MOST_INFLATED = 32 * 1024 * 1024
"""Of all object streams: a small file can inflate to a thousand times its size."""

_OBJECT = re.compile(rb"(?<!\d)(\d{1,10})[\s\0]+\d{1,5}[\s\0]+obj(?![a-z])")
_END = re.compile(rb"stream\r?\n|endobj")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_COUNT = re.compile(rb"/Count[\s\0]+(\d{1,9})(?![\d.])(?![\s\0]+\d+[\s\0]+R)")
_KIDS = re.compile(rb"/Kids[\s\0]*\[([^\]]*)\]")
_REFERENCE = re.compile(rb"\d[\s\0]+\d+[\s\0]+R")
_LEAF = re.compile(rb"/Type[\s\0]*/Page(?![A-Za-z])")
_OBJECT_STREAM = re.compile(rb"/Type[\s\0]*/ObjStm")
_FLATE = re.compile(rb"/Filter[\s\0]*\[?[\s\0]*/FlateDecode[\s\0]*(?:\]|/(?!\w*Decode)|>>)")
_PREDICTOR = re.compile(rb"/Predictor[\s\0]+(?!1\b)")
_FIRST = re.compile(rb"/First[\s\0]+(\d{1,9})")


class _UncertainError(Exception):
    """Something in the file cannot be read here."""


@dataclass
class _Tree:
    """Nodes by object number, as (pages below, kids); a later version of an object replaces an older one."""

    nodes: dict[int, tuple[int, int]] = field(default_factory=dict)
    leaves: set[int] = field(default_factory=set)
    inflated: int = 0

    def add(self, number: int, dictionary: bytes) -> None:
        if b"/Kids" in dictionary and b"/Count" in dictionary:
            count, kids = _COUNT.search(dictionary), _KIDS.search(dictionary)
            if count is None or kids is None:
                raise _UncertainError
            self.nodes[number] = (int(count[1]), len(_REFERENCE.findall(kids[1])))
        elif _LEAF.search(dictionary):
            self.leaves.add(number)

    def pages(self) -> int:
        """Take the largest of what the root says, what the nodes name, and what is there: a root can lie."""
        if not self.nodes:
            raise _UncertainError
        named = sum(kids for _, kids in self.nodes.values()) - (len(self.nodes) - 1)
        return max(named, len(self.leaves), *(count for count, _ in self.nodes.values()))


def pdf_pages(data: bytes) -> int | None:
    """Count the pages; at least as many as the file has, or None where that cannot be told."""
    tree = _Tree()
    try:
        for number, start, end in _objects(data):
            found = _END.search(data, start, end)
            dictionary = _unescaped(data[start : found.start() if found else end])
            tree.add(number, dictionary)
            if found and _OBJECT_STREAM.search(dictionary):
                for inner, content in _inner(data, found.end(), dictionary, tree):
                    tree.add(inner, _unescaped(content))
        return tree.pages()
    except _UncertainError:
        return None


def _objects(data: bytes) -> Iterator[tuple[int, int, int]]:
    found = []
    for match in _OBJECT.finditer(data):
        found.append((int(match[1]), match.start(), match.end()))
        if len(found) > MOST_OBJECTS:
            raise _UncertainError
    for (number, _, start), (_, end, _) in pairwise([*found, (0, len(data), 0)]):
        yield number, start, end


def _unescaped(dictionary: bytes) -> bytes:
    """Write a name's escapes as letters: /P#61ges is /Pages (7.3.5)."""
    if b"#" not in dictionary:
        return dictionary
    return _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), dictionary)


def _inner(data: bytes, start: int, dictionary: bytes, tree: _Tree) -> Iterator[tuple[int, bytes]]:
    first = _FIRST.search(dictionary)
    if first is None or not _FLATE.search(dictionary) or _PREDICTOR.search(dictionary):
        raise _UncertainError
    content = _inflated(data, start, MOST_INFLATED - tree.inflated)
    tree.inflated += len(content)
    head = content[: int(first[1])].split()
    if len(head) % 2 or not all(one.isdigit() and len(one) < 11 for one in head):
        raise _UncertainError
    offsets = [int(first[1]) + int(one) for one in head[1::2]] + [len(content)]
    for number, (begin, end) in zip(head[::2], pairwise(offsets), strict=True):
        yield int(number), content[begin:end]


def _inflated(data: bytes, start: int, most: int) -> bytes:
    reader = zlib.decompressobj()
    parts: list[bytes] = []
    try:
        for at in range(start, len(data), 65536):
            left = most + 1 - sum(map(len, parts))
            parts.append(reader.decompress(data[at : at + 65536], max(1, left)))
            if reader.eof:
                return b"".join(parts)
            if reader.unconsumed_tail or left < 1:
                break
    except zlib.error as error:
        raise _UncertainError from error
    raise _UncertainError
