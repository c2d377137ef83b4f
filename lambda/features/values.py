"""From Feature Store's text to values: numbers as numbers, the event time as ISO 8601."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from .answers import Value
from .groups import Group


def text_by_feature(record: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return a record's text by feature; what has none is left away, as it is null."""
    return {one["FeatureName"]: one["ValueAsString"] for one in record if "ValueAsString" in one}


def typed(text: str | None, type_: str) -> Value:
    """Read a value; `ValueError` if it is not of its type, or no number that JSON has."""
    if text is None or type_ == "String":
        return text
    if type_ == "Integral":
        return int(text)
    number = float(text)
    if not isfinite(number):
        raise ValueError("no finite number")
    return number


def event_time(text: str, group: Group) -> str:
    """Return the event time as ISO 8601; a Fractional one is seconds since 1970."""
    if group.types[group.event_time] == "String":
        return text
    moment = datetime.fromtimestamp(float(text), tz=UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
