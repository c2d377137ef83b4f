"""DynamoDB's expressions, read once each: the emulator would read one anew for every item it is put to."""

import functools
from typing import Any

from ministack.services import dynamodb

KEPT = 2048
"""Expressions; a program has a few dozen, as values are no part of them."""
Tokens = tuple[Any, ...]


def install() -> None:
    """Let the emulator remember how it read an expression; a second call changes nothing."""
    if hasattr(dynamodb._condition_syntax_error, "cache_info"):  # noqa: SLF001
        return
    read = dynamodb._tokenize  # noqa: SLF001

    @functools.lru_cache(maxsize=KEPT)
    def tokens(expression: str) -> Tokens:
        # Not a list: nobody may change what the next one gets.
        return tuple(read(expression))

    dynamodb._tokenize = tokens  # noqa: SLF001
    for name in ("_condition_syntax_error", "_check_redundant_parens", "_check_reserved_keyword_usage"):
        setattr(dynamodb, name, _remembering(getattr(dynamodb, name)))


def _remembering(check: Any) -> Any:
    """Wrap a check; the tokens of an UpdateExpression come as a list, which has no hash."""
    remembered = functools.lru_cache(maxsize=KEPT)(check)

    @functools.wraps(check)
    def checked(read: Any, *slot: str) -> Any:
        return remembered(tuple(read) if isinstance(read, list) else read, *slot)

    checked.cache_info = remembered.cache_info  # type: ignore[attr-defined]
    return checked
