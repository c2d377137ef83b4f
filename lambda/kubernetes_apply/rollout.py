"""Whether a Deployment runs what it was given (Kubernetes documentation, Deployment status)."""

from typing import Any

OVER = "ProgressDeadlineExceeded"


def rolled_out(deployment: dict[str, Any] | None) -> bool:
    """Tell whether all pods are of the newest template and available; ValueError where it is given up."""
    if deployment is None:
        raise ValueError("somebody deleted it meanwhile")
    status = deployment.get("status", {})
    if status.get("observedGeneration", 0) < deployment["metadata"]["generation"]:
        return False
    for condition in status.get("conditions", []):
        if condition.get("reason") == OVER:
            raise ValueError(f"{OVER}: {condition.get('message', '')}")
    wanted = deployment["spec"]["replicas"]
    counts = {status.get(f"{state}Replicas", 0) for state in ("updated", "available")}
    return counts == {wanted} and status.get("replicas", 0) == wanted
