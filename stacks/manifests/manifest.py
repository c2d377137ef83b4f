"""What all objects have in common: a head, and a path on the API server."""

from typing import Any

Manifest = dict[str, Any]

OWNER_LABEL = "app.kubernetes.io/managed-by"
NAME_LABEL = "app.kubernetes.io/name"

PLURALS = {
    "ConfigMap": "configmaps",
    "Deployment": "deployments",
    "HorizontalPodAutoscaler": "horizontalpodautoscalers",
    "Job": "jobs",
    "Namespace": "namespaces",
    "NetworkPolicy": "networkpolicies",
    "NodeClass": "nodeclasses",
    "NodePool": "nodepools",
    "PodDisruptionBudget": "poddisruptionbudgets",
    "Service": "services",
    "ServiceAccount": "serviceaccounts",
    "TargetGroupBinding": "targetgroupbindings",
}
"""The kinds we have, as the API server's paths spell them."""


def manifest(
    api_version: str, kind: str, *, name: str, namespace: str | None = None, **body: Any
) -> Manifest:
    """Return an object; `body` are its `spec`, `data` or what its kind has."""
    where = {"namespace": namespace} if namespace else {}
    labels = {NAME_LABEL: name, OWNER_LABEL: "lab2api"}
    return {
        "apiVersion": api_version,
        "kind": kind,
        "metadata": {"name": name, **where, "labels": labels},
        **body,
    }


def path_of(one: Manifest) -> str:
    """Return where the API server keeps the object (Kubernetes documentation, API concepts)."""
    version, head = one["apiVersion"], one["metadata"]
    root = f"/apis/{version}" if "/" in version else f"/api/{version}"
    where = f"/namespaces/{head['namespace']}" if "namespace" in head else ""
    return f"{root}{where}/{PLURALS[one['kind']]}/{head['name']}"
