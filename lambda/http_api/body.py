"""The request body: bytes within the limit, then strict JSON."""

import base64
import binascii
import json
import math

from .problems import Kind, ProblemError, invalid, printable

# More digits than any float64 needs; a longer integer is treated as infinite, so that its field gets named.
_MOST_DIGITS = 400


IN_PARTS = "send it in several requests"


def read(*, body: str | None, is_base64: bool, limit: int, instead: str = IN_PARTS) -> bytes:
    """Return the body's bytes; 400 when it cannot be decoded, 413 above `limit` bytes, saying what to do."""
    # Base64 carries 3 bytes in 4 characters: an oversized body is refused before it is decoded.
    if body and len(body) > (limit * 4 // 3 + 4 if is_base64 else limit):
        raise too_large(limit, instead=instead)
    try:
        data = base64.b64decode(body or "", validate=True) if is_base64 else (body or "").encode()
    except (binascii.Error, ValueError) as error:
        raise invalid("body", "is not valid base64 or not valid UTF-8 text") from error
    return within(data, limit=limit, instead=instead)


def within(data: bytes, *, limit: int, instead: str = IN_PARTS) -> bytes:
    """Return the bytes; 413 above `limit`, saying what to do, 400 when nothing is in them."""
    if len(data) > limit:
        raise too_large(limit, instead=instead)
    if not data.strip():
        raise invalid("body", "is empty")
    return data


def text(data: bytes) -> str:
    """Decode UTF-8, with or without a byte order mark."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise invalid("body", f"is not UTF-8 text: byte {error.start}") from error


def parse_json(data: bytes) -> object:
    """Parse one JSON value; names given twice, deep nesting and trailing text are refused.

    NaN, Infinity and numbers too large for a float come back as such: the caller names the field they are in.
    """
    try:
        value: object = json.loads(text(data), parse_int=_integer, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise invalid(
            "body", f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        ) from error
    except RecursionError as error:
        raise invalid("body", "is nested too deeply") from error
    return value


def too_large(limit: int, *, instead: str = IN_PARTS) -> ProblemError:
    """Build the 413 that states the limit."""
    return ProblemError(Kind.TOO_LARGE, f"The body is larger than {limit} bytes: {instead}.")


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _MOST_DIGITS else math.inf


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise invalid("body", f"the name '{printable(twice)}' is given twice in one object")
    return result
