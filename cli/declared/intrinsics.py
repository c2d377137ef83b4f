"""CloudFormation's functions, as far as reading a template needs them: what only a deploy knows is named."""

from __future__ import annotations

import json
from typing import Any


def with_defaults(value: Any, defaults: dict[str, Any]) -> Any:
    """Put parameters' defaults where they are referred to."""
    if isinstance(value, list):
        return [with_defaults(one, defaults) for one in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"Ref"} and value["Ref"] in defaults:
        return defaults[value["Ref"]]
    return {key: with_defaults(one, defaults) for key, one in value.items()}


def text(value: Any) -> str:
    """Write a value as text; a reference becomes `${Name}`."""
    if not isinstance(value, dict):
        return str(value)
    if "Fn::Join" in value:
        separator, parts = value["Fn::Join"]
        return str(separator).join(text(part) for part in parts)
    if "Fn::Sub" in value:
        pattern = value["Fn::Sub"]
        return str(pattern[0] if isinstance(pattern, list) else pattern)
    if "Ref" in value:
        return f"${{{value['Ref']}}}"
    if "Fn::GetAtt" in value:
        attribute = value["Fn::GetAtt"]
        return f"${{{attribute if isinstance(attribute, str) else '.'.join(map(str, attribute))}}}"
    return "${" + ",".join(sorted(value)) + "}"


def document(value: Any) -> Any:
    """Return a JSON document that a template holds as text or as an object; None where it is none."""
    if isinstance(value, dict) and not any(key.startswith("Fn::") or key == "Ref" for key in value):
        return value
    try:
        return json.loads(text(value))
    except json.JSONDecodeError:
        return None
