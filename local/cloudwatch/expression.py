"""Metric math, read: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html."""

import functools
import re
from dataclasses import dataclass

from local.cloudwatch.series import MathError

_TOKEN = re.compile(
    r"\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?)|([A-Za-z_]\w*)|('[^']*'|\"[^\"]*\")|(<=|>=|==|!=|&&|\|\||[-+*/^<>(),\[\]]))"
)
_LEVELS = (("||", "OR"), ("&&", "AND"), ("<=", ">=", "==", "!=", "<", ">"), ("+", "-"), ("*", "/"), ("^",))
_SAME = {"OR": "||", "AND": "&&"}


@dataclass(frozen=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True)
class Text:
    """A quoted argument."""

    value: str


@dataclass(frozen=True)
class Name:
    """The id of another metric or expression."""

    value: str


@dataclass(frozen=True)
class Call:
    """A function or an operator (`+`, `>=`, `&&`, `negative`, `[]`) and what it is applied to."""

    function: str
    arguments: tuple["Node", ...]


Node = Number | Text | Name | Call


@functools.lru_cache(maxsize=512)
def parse(text: str) -> Node:
    """Return the tree of an expression. Raises `MathError` with the place that cannot be read."""
    return _Parser(text).whole()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._at = 0

    def whole(self) -> Node:
        node = self._level(0)
        if self._peek():
            raise self._error()
        return node

    def _level(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._unary()
        node = self._level(level + 1)
        while self._peek() in _LEVELS[level]:
            operator = self._take()
            node = Call(_SAME.get(operator, operator), (node, self._level(level + 1)))
        return node

    def _unary(self) -> Node:
        if self._peek() == "-":
            self._take()
            return Call("negative", (self._unary(),))
        return self._primary()

    def _primary(self) -> Node:
        word = self._take()
        if word == "(":
            node = self._level(0)
            self._expect(")")
            return node
        if word == "[":
            return Call("[]", self._list("]"))
        if word[:1] in ("'", '"'):
            return Text(word[1:-1])
        if word[:1].isdigit():
            return Number(float(word))
        if not word.isidentifier():
            self._at -= 1
            raise self._error()
        if self._peek() != "(":
            return Name(word)
        self._take()
        return Call(word.upper(), self._list(")"))

    def _list(self, closing: str) -> tuple[Node, ...]:
        items: list[Node] = []
        while self._peek() != closing:
            items.append(self._level(0))
            if self._peek() != closing:
                self._expect(",")
        self._take()
        return tuple(items)

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self._at += 1
        return token

    def _expect(self, token: str) -> None:
        if self._peek() != token:
            raise self._error()
        self._take()

    def _error(self) -> MathError:
        return MathError(f"{self._text!r} cannot be read at {self._peek() or 'its end'!r}")


def _tokens(text: str) -> list[str]:
    tokens, at = [], 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if found is None:
            raise MathError(f"{text!r} cannot be read at {text[at:].strip()[:10]!r}")
        tokens.append(found[found.lastindex or 0])
        at = found.end()
    return tokens
