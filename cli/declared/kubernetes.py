"""Kubernetes manifests that a template has applied: pools of machines, and pods that bring them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cli.declared.intrinsics import document
from cli.declared.resource import Resource, of_type

INSTANCE_TYPE = "node.kubernetes.io/instance-type"
DEVICE = re.compile(r"^(nvidia|aws\.amazon)\.com/(gpu|neuron)$")
Manifest = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Pool:
    """Machines of one type, together at most so many vCPUs; `spot` where it may take those."""

    where: str
    machine: str
    vcpus: float | None
    spot: bool


@dataclass(frozen=True, kw_only=True)
class Pods:
    """Pods of one Deployment: `machine` is None where any will do, `devices` are of each pod."""

    where: str
    machine: str | None
    least: int
    most: int
    vcpus: float
    devices: int


def manifests(resources: Sequence[Resource]) -> Iterator[tuple[Resource, Manifest]]:
    """List every manifest with the resource that has it applied."""
    for resource in of_type(resources, "Custom::KubernetesManifests"):
        for entry in document(resource.properties.get("Objects", "[]")) or ():
            yield resource, entry.get("manifest", entry)


def pools(resources: Sequence[Resource]) -> Iterator[Pool]:
    """Read every Karpenter NodePool."""
    for resource, manifest in manifests(resources):
        if manifest.get("kind") != "NodePool":
            continue
        asked = {
            one["key"]: one.get("values", []) for one in manifest["spec"]["template"]["spec"]["requirements"]
        }
        limit = manifest["spec"].get("limits", {}).get("cpu")
        yield Pool(
            where=f"{resource.where}/{manifest['metadata']['name']}",
            machine=asked.get(INSTANCE_TYPE, ["unknown"])[0],
            vcpus=float(limit) if limit else None,
            spot="spot" in asked.get("karpenter.sh/capacity-type", []),
        )


def deployments(resources: Sequence[Resource]) -> Iterator[Pods]:
    """Read every Deployment, with its autoscaler's bounds."""
    every = list(manifests(resources))
    scalers = {
        (m["metadata"].get("namespace"), m["spec"]["scaleTargetRef"]["name"]): m["spec"]
        for _, m in every
        if m.get("kind") == "HorizontalPodAutoscaler"
    }
    for resource, manifest in every:
        if manifest.get("kind") == "Deployment":
            about = manifest["metadata"]
            yield _pods(resource, manifest, scalers.get((about.get("namespace"), about["name"]), {}))


def _pods(resource: Resource, manifest: Manifest, scaler: Manifest) -> Pods:
    spec = manifest["spec"]["template"]["spec"]
    asked = [c.get("resources", {}).get("requests", {}) for c in spec["containers"]]
    replicas = int(manifest["spec"].get("replicas", 1))
    return Pods(
        where=f"{resource.where}/{manifest['metadata']['name']}",
        machine=spec.get("nodeSelector", {}).get(INSTANCE_TYPE),
        least=int(scaler.get("minReplicas", replicas)),
        most=int(scaler.get("maxReplicas", replicas)),
        vcpus=sum(_cpus(str(one.get("cpu", "0"))) for one in asked),
        devices=sum(int(count) for one in asked for name, count in one.items() if DEVICE.match(name)),
    )


def _cpus(quantity: str) -> float:
    """Read Kubernetes' amount of CPU: `500m` is half of one."""
    return float(quantity[:-1]) / 1000 if quantity.endswith("m") else float(quantity)
