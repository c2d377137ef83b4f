"""Who a pod is: AWS by a Pod Identity association, Kubernetes not at all."""

from stacks.manifests.manifest import Manifest, manifest


def service_account(name: str, *, namespace: str) -> Manifest:
    """Mount no token of Kubernetes: a model never asks the API server. Pod Identity mounts its own."""
    return manifest(
        "v1", "ServiceAccount", name=name, namespace=namespace, automountServiceAccountToken=False
    )
