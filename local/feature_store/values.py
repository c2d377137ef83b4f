"""What a record may be: AWS's checks of names, types and event times, with the words of its error answers."""

import math
import re
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from local.sagemaker.errors import ServiceError
from local.sagemaker.records import Record

LONGEST_BYTES = 350 * 1024
"""Of one value (API reference, FeatureValue)."""
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z")
_WHOLE = re.compile(r"[+-]?\d+")
_SECONDS = {"Seconds": 1, "Minutes": 60, "Hours": 3600, "Days": 86_400, "Weeks": 604_800}


class Row(BaseModel):
    """A checked record: `moment` is its event time in seconds since 1970, `values` its text by feature."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    identifier: str
    moment: float
    values: dict[str, str]


def refused(message: str) -> ServiceError:
    """Make the runtime's answer to a request that is not valid."""
    return ServiceError(code="ValidationError", message=message)


def types_of(group: Record) -> dict[str, str]:
    """Return the types of a group's features by name, in the order of their definition."""
    return {one["FeatureName"]: one["FeatureType"] for one in group["FeatureDefinitions"]}


def checked(record: list[dict[str, Any]], group: Record) -> Row:
    """Check a record that is to be put; `ServiceError` names the feature."""
    types, values = types_of(group), {}
    for one in record:
        name = one["FeatureName"]
        if name not in types:
            raise refused(
                f"Validation Error: FeatureValue for feature {name} is not in the feature group's schema."
            )
        if name in values:
            raise refused(f"Validation Error: Duplicate feature name {name} in the record.")
        if "ValueAsStringList" in one:
            raise refused(f"Validation Error: {name} is no collection: send ValueAsString.")
        if (text := one.get("ValueAsString")) is not None:
            _check(name, text, types[name])
            values[name] = text
    for role in ("RecordIdentifierFeatureName", "EventTimeFeatureName"):
        if not values.get(group[role]):
            raise refused(
                f"Validation Error: Missing value for {role.removesuffix('FeatureName')}: {group[role]}."
            )
    moment = moment_of(values[group["EventTimeFeatureName"]], group)
    return Row(identifier=values[group["RecordIdentifierFeatureName"]], moment=moment, values=values)


def moment_of(text: str, group: Record) -> float:
    """Return an event time in seconds since 1970: ISO 8601 in UTC, or seconds where it is Fractional."""
    name = group["EventTimeFeatureName"]
    is_seconds = types_of(group)[name] == "Fractional"
    try:
        if is_seconds or _ISO.fullmatch(text):
            return float(text) if is_seconds else datetime.fromisoformat(text).timestamp()
    except ValueError:
        """As any other text that is no time, or no day of the calendar."""
    wanted = "seconds since 1970" if is_seconds else "yyyy-MM-dd'T'HH:mm:ssZ or yyyy-MM-dd'T'HH:mm:ss.SSSZ"
    raise refused(f"Validation Error: The event time {name} is {text[:40]!r}: send {wanted}.")


def seconds(duration: dict[str, Any] | None) -> float | None:
    """Return a TtlDuration in seconds."""
    return None if not duration else float(duration["Value"] * _SECONDS[duration["Unit"]])


def in_utc(moment: float) -> str:
    """Write a moment as ISO 8601."""
    return datetime.fromtimestamp(moment, tz=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _check(name: str, text: str, type_: str) -> None:
    if len(text.encode()) > LONGEST_BYTES:
        raise refused(f"Validation Error: The value of {name} is longer than {LONGEST_BYTES} bytes.")
    if type_ == "Integral" and not (_WHOLE.fullmatch(text) and -(2**63) <= int(text) < 2**63):
        raise refused(f"Validation Error: The value of {name} is not a 64-bit Integral: {text[:40]!r}.")
    if type_ == "Fractional" and not _is_finite(text):
        raise refused(f"Validation Error: The value of {name} is not a Fractional: {text[:40]!r}.")


def _is_finite(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False
