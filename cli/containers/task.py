"""A synthesized task definition, as far as a process on this machine can be what its container is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli import terminal

TASK = "AWS::ECS::TaskDefinition"


@dataclass(frozen=True, kw_only=True)
class Container:
    """One container: what it is started with, `environment` with the stack's default parameters."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str]


def containers(assembly: Path, *, stack: str) -> dict[str, Container]:
    """Read the containers of the one task definition of a stack, by name."""
    manifest = json.loads((assembly / "manifest.json").read_text())["artifacts"]
    files = [
        one["properties"]["templateFile"]
        for one in manifest.values()
        if one["type"] == "aws:cloudformation:stack" and one["properties"]["stackName"] == stack
    ]
    template = json.loads((assembly / files[0]).read_text(encoding="utf-8")) if files else {"Resources": {}}
    tasks = [one["Properties"] for one in template["Resources"].values() if one["Type"] == TASK]
    if not tasks:
        terminal.stop(f"{stack} has no task definition", hint='Its model needs compute = "ecs".')
    return {one["Name"]: _container(one, template) for one in tasks[0]["ContainerDefinitions"]}


def _container(definition: Mapping[str, Any], template: Mapping[str, Any]) -> Container:
    return Container(
        name=definition["Name"],
        command=tuple(definition["Command"]),
        environment={one["Name"]: _plain(one["Value"], template) for one in definition["Environment"]},
    )


def _plain(value: Any, template: Mapping[str, Any]) -> str:
    """Return a value as it is, or a parameter's default; what only AWS knows stays in its JSON."""
    if isinstance(value, dict) and set(value) == {"Ref"} and value["Ref"] in template["Parameters"]:
        return str(template["Parameters"][value["Ref"]]["Default"])
    return value if isinstance(value, str) else json.dumps(value)
