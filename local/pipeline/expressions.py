"""The expressions of a pipeline definition: Get, Std:Join and Std:JsonGet.

https://docs.aws.amazon.com/sagemaker/latest/dg/build-and-manage-properties.html
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from local.jobs import objects
from local.pipeline.definition import Value
from local.sagemaker.errors import ServiceError

_PIECE = re.compile(r"\.?(?P<member>[^.\[\]]+)|\[(?P<index>\d+)\]|\['(?P<key>[^']+)'\]")


@dataclass(kw_only=True)
class Scope:
    """What expressions can see while an execution runs."""

    parameters: dict[str, Value]
    execution: dict[str, str]
    steps: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The Describe answer of each step that has succeeded."""
    property_files: dict[str, dict[str, str]] = field(default_factory=dict)
    """For each step, the S3 URI of each of its property files."""


def resolve(value: Any, scope: Scope) -> Any:
    """Replace every expression in `value`; `ServiceError` naming the one that finds nothing."""
    if isinstance(value, list):
        return [resolve(item, scope) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"Get"}:
        return _get(value["Get"], scope)
    if value.keys() == {"Std:Join"}:
        join = value["Std:Join"]
        return join["On"].join(_text(resolve(item, scope)) for item in join["Values"])
    if value.keys() == {"Std:JsonGet"}:
        return _json_get(value["Std:JsonGet"], scope)
    return {key: resolve(item, scope) for key, item in value.items()}


def steps_in(value: Any) -> Iterator[str]:
    """Yield the names of the steps that expressions in `value` refer to."""
    if isinstance(value, list):
        for item in value:
            yield from steps_in(item)
    elif isinstance(value, dict):
        reference = value.get("Get")
        if isinstance(reference, str) and reference.startswith("Steps."):
            yield reference.split(".")[1]
        for item in value.values():
            yield from steps_in(item)


def _get(reference: str, scope: Scope) -> Any:
    source, _, rest = reference.partition(".")
    roots: dict[str, dict[str, Any]] = {
        "Parameters": scope.parameters,
        "Execution": scope.execution,
        "Steps": scope.steps,
    }
    if source not in roots:
        raise ServiceError(message=f"{reference!r} starts with none of {', '.join(roots)}.")
    return walk(roots[source], rest, said=reference)


def walk(found: Any, path: str, *, said: str) -> Any:
    """Follow `a.b[0]['c']`; in a list of named structures, `['c']` is the one whose name is c."""
    position = 0
    while position < len(path):
        piece = _PIECE.match(path, position)
        found = None if piece is None else _step_into(found, piece)
        if piece is None or found is None:
            raise ServiceError(message=f"{said!r} finds nothing.")
        position = piece.end()
    return found


def _step_into(found: Any, piece: re.Match[str]) -> Any:
    if piece["index"] is not None:
        index = int(piece["index"])
        return found[index] if isinstance(found, list) and index < len(found) else None
    name = piece["member"] or piece["key"]
    if isinstance(found, dict):
        return found.get(name)
    if isinstance(found, list):
        return next((item for item in found if name in _names(item)), None)
    return None


def _names(item: Any) -> list[Any]:
    members = item.items() if isinstance(item, dict) else ()
    return [value for member, value in members if member.endswith("Name")]


def _json_get(arguments: dict[str, Any], scope: Scope) -> Any:
    """Read a value in a JSON file: a step's property file, or any S3 object."""
    if "PropertyFile" in arguments:
        _, step, _, name = arguments["PropertyFile"]["Get"].split(".")
        uri = scope.property_files.get(step, {}).get(name)
        if uri is None:
            raise ServiceError(message=f"Step {step} has left no property file {name}.")
    else:
        uri = resolve(arguments["S3Uri"], scope)
    path = arguments["Path"].removeprefix("$").removeprefix(".")
    return walk(json.loads(objects.read(uri)), path, said=f"{uri} {arguments['Path']}")


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
