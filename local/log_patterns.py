"""CloudWatch Logs' filter patterns for JSON lines: which lines a subscription filter hands on.

The emulator would look for the pattern's words as text. Of the language: `{ $.a.b = "x" }` with `=` and `!=`,
`*` in a value, numbers with `<`, `<=`, `>`, `>=` too, EXISTS and NOT EXISTS, and parts joined by `&&` or
by `||`.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

import fnmatch
import json
import operator
import re
from collections.abc import Callable
from typing import Any

from ministack.services import cloudwatch_logs

_PART = re.compile(
    r"\s*\(?\s*\$\.(?P<path>[\w.\-]+)\s*"
    r"(?:(?P<operator>!=|<=|>=|=|<|>)\s*(?P<value>\"[^\"]*\"|[^\s()]+)|(?P<exists>NOT\s+EXISTS|EXISTS))\s*\)?\s*"
)
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ABSENT = object()


def install() -> None:
    """Answer for JSON patterns; words stay the emulator's."""
    original = cloudwatch_logs._subscription_pattern_matches  # noqa: SLF001

    def matches_line(pattern: str, message: str) -> bool:
        if pattern.strip().startswith("{"):
            return matches(pattern, message)
        return bool(original(pattern, message))

    cloudwatch_logs._subscription_pattern_matches = matches_line  # noqa: SLF001


def matches(pattern: str, message: str) -> bool:
    """Whether a line is JSON and fits. Raises `ValueError` for what this reads not, rather than guess."""
    text = pattern.strip().removeprefix("{").removesuffix("}")
    if "&&" in text and "||" in text:
        raise ValueError(f"log pattern {pattern!r}: parts joined by both && and || are not known here")
    joined, join = (text.split("||"), any) if "||" in text else (text.split("&&"), all)
    parts = [_PART.fullmatch(part) for part in joined]
    if not all(parts):
        raise ValueError(f"log pattern {pattern!r} is not known here")
    try:
        line = json.loads(message)
    except ValueError:
        return False
    return join(_fits(part, line) for part in parts if part)


def _fits(part: re.Match[str], line: Any) -> bool:
    found: Any = line
    for step in part["path"].split("."):
        found = found.get(step, _ABSENT) if isinstance(found, dict) else _ABSENT
    if part["exists"]:
        return (found is _ABSENT) == part["exists"].startswith("NOT")
    if found is _ABSENT or isinstance(found, dict | list) or found is None:
        return False
    wanted = part["value"].strip('"')
    if part["operator"] in _COMPARED:
        number = isinstance(found, int | float) and not isinstance(found, bool)
        return number and _COMPARED[part["operator"]](float(found), float(wanted))
    return _same(found, wanted) == (part["operator"] == "=")


def _same(found: Any, wanted: str) -> bool:
    if isinstance(found, bool):
        return str(found).lower() == wanted.lower()
    if isinstance(found, int | float) and wanted != "*":
        return float(found) == float(wanted) if re.fullmatch(r"-?[\d.]+", wanted) else False
    return fnmatch.fnmatchcase(str(found), wanted.replace("[", "[[]"))
