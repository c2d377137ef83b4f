"""Reads the templates of one environment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import config
from cli import cdk
from cli.declared.intrinsics import with_defaults
from cli.declared.resource import Resource
from cli.target import STATE, Target


def synthesized(environment: str) -> list[Resource]:
    """Synthesize the environment, unless that has been done and no source changed, and read it."""
    return resources(texts_of(environment))


def texts_of(environment: str) -> dict[str, str]:
    """Return the environment's templates by stack name, synthesized anew where a source changed."""
    target = Target(environment=environment, region=config.load(environment).region)
    return template_texts(cdk.assembly(target=target, folder=STATE / f"assembly-{environment}"))


def template_texts(assembly: Path) -> dict[str, str]:
    """Return the templates of one Stage by stack name."""
    artifacts = json.loads((assembly / "manifest.json").read_text(encoding="utf-8"))["artifacts"]
    stacks = [a["properties"] for a in artifacts.values() if a["type"] == "aws:cloudformation:stack"]
    return {
        stack["stackName"]: (assembly / stack["templateFile"]).read_text(encoding="utf-8") for stack in stacks
    }


def resources(texts: Mapping[str, str]) -> list[Resource]:
    """List the resources of templates by stack name and logical id."""
    return [one for stack, text in sorted(texts.items()) for one in _of_stack(stack, json.loads(text))]


def _of_stack(stack: str, template: dict[str, Any]) -> list[Resource]:
    parameters = template.get("Parameters", {})
    defaults = {
        name: parameter["Default"]
        for name, parameter in parameters.items()
        if "Default" in parameter and "SSM" not in parameter["Type"]
    }
    return [
        Resource(
            stack=stack,
            logical_id=logical_id,
            type=declared["Type"],
            properties=with_defaults(declared.get("Properties", {}), defaults),
            path=_path(declared),
        )
        for logical_id, declared in sorted(template.get("Resources", {}).items())
    ]


def _path(declared: dict[str, Any]) -> str:
    """Return the construct's path below its stack: `Dev/Data/Key/Resource` is `Key`."""
    parts = declared.get("Metadata", {}).get("aws:cdk:path", "").split("/")[2:]
    return "/".join(parts[:-1] if parts[-1:] in (["Resource"], ["Default"]) and len(parts) > 1 else parts)
