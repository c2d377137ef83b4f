"""The manifests in an environment's synthesized templates."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.kubernetes.filling import Filling

APPLIED, JOB = "Custom::KubernetesManifests", "/kubernetes-training-job"


@dataclass(frozen=True, kw_only=True)
class Manifests:
    """Objects in the order in which they are applied, and what only a deploy knows of them."""

    objects: tuple[dict[str, Any], ...]
    unknown: tuple[str, ...]


def manifests(assembly: Path, *, region: str, training: bool) -> Manifests:
    """Read all that a deploy applies, or with `training` the Job that a person starts."""
    objects: list[dict[str, Any]] = []
    unknown: set[str] = set()
    # The cluster's own come before its models': a NodeClass before the pods that need its machines.
    for path in sorted(
        assembly.glob("*.template.json"), key=lambda path: ("Kubernetes" not in path.name, path)
    ):
        template = json.loads(path.read_text(encoding="utf-8"))
        filling = Filling(template, region=region)
        for resource in template.get("Resources", {}).values():
            objects += _started(resource, filling) if training else _applied(resource, filling)
        unknown |= filling.unknown
    return Manifests(objects=tuple(objects), unknown=tuple(sorted(unknown)))


def _applied(resource: dict[str, Any], filling: Filling) -> list[dict[str, Any]]:
    if resource["Type"] != APPLIED:
        return []
    return [one["manifest"] for one in json.loads(filling.text(resource["Properties"]["Objects"]))]


def _started(resource: dict[str, Any], filling: Filling) -> list[dict[str, Any]]:
    properties = resource.get("Properties", {})
    if resource["Type"] != "AWS::SSM::Parameter" or not str(properties.get("Name")).endswith(JOB):
        return []
    items: list[dict[str, Any]] = json.loads(filling.text(properties["Value"]))["items"]
    return items
