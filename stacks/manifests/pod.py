"""What pods of ours never are: root, privileged, able to write to their own image."""

from collections.abc import Mapping
from typing import Any

USER = 10001
"""`model` in our image (model_code/Dockerfile)."""

POD_SECURITY: dict[str, Any] = {
    "runAsNonRoot": True,
    "runAsUser": USER,
    "runAsGroup": USER,
    "fsGroup": USER,
    "seccompProfile": {"type": "RuntimeDefault"},
}
CONTAINER_SECURITY: dict[str, Any] = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}
AWS_SERVER_SECURITY: dict[str, Any] = {
    "allowPrivilegeEscalation": False,
    "runAsNonRoot": False,
    "runAsUser": 0,
    "runAsGroup": 0,
}
"""For AWS's serving containers: their toolkit writes /etc/sagemaker-ts.properties when it starts, as root
(aws/sagemaker-pytorch-inference-toolkit, torchserve.py)."""


def variables(values: Mapping[str, str]) -> list[dict[str, str]]:
    """Write an environment as Kubernetes has it."""
    return [{"name": name, "value": value} for name, value in values.items()]


def empty_folder(name: str, *, mib: int, in_memory: bool = False) -> dict[str, Any]:
    """Return a volume that a pod starts with empty; one that grows beyond `mib` ends the pod."""
    medium = {"medium": "Memory"} if in_memory else {}
    return {"name": name, "emptyDir": {"sizeLimit": f"{mib}Mi", **medium}}


def amounts(*, cpus: float, memory_mb: int, devices: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Ask for exactly what may be used: the last pods that a node short of memory ends (QoS `Guaranteed`)."""
    asked = {"cpu": f"{round(cpus * 1000)}m", "memory": f"{memory_mb}Mi", **devices}
    return {"requests": asked, "limits": dict(asked)}
