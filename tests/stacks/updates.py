"""What CloudFormation would do to a stack whose parameters change: update in place, or replace."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from tests.stacks.reading import Template

REGION = "us-east-1"


@cache
def _replacing(type_: str) -> frozenset[str]:
    """Return the properties of a type that cannot change in place (AWS's own resource schemas)."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, type_).schema
    return frozenset(path.split("/")[2] for path in schema.get("createOnlyProperties", []))


def updates(template: Template, parameters: dict[str, str]) -> tuple[set[str], set[str]]:
    """Return the types that are updated in place and those that are replaced, when `parameters` change."""
    changed: dict[str, set[str]] = {}
    replaced: set[str] = set()
    moving = True
    while moving:
        before = len(replaced), sum(map(len, changed.values()))
        for name, resource in template["Resources"].items():
            touched = {
                key
                for key, value in resource.get("Properties", {}).items()
                if any(used in parameters or used in replaced for used in _used(template, value))
            }
            if touched:
                changed[name] = touched
            if touched & _replacing(resource["Type"]):
                replaced.add(name)
        moving = before != (len(replaced), sum(map(len, changed.values())))
    kinds = {name: resource["Type"] for name, resource in template["Resources"].items()}
    return {kinds[name] for name in changed if name not in replaced}, {kinds[name] for name in replaced}


def _used(template: Template, value: Any) -> Iterator[str]:
    """Yield what a value hangs on: parameters and resources, also by a condition or within a text."""
    if isinstance(value, list):
        for item in value:
            yield from _used(template, item)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key == "Ref":
                yield inner
            elif key == "Fn::GetAtt":
                yield inner[0]
            elif key == "Fn::If":
                yield from _used(template, template["Conditions"][inner[0]])
                yield from _used(template, inner[1:])
            else:
                yield from _used(template, inner)
