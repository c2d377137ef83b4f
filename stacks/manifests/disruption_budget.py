"""How many pods a drained machine may take away at once."""

from stacks.manifests.manifest import NAME_LABEL, Manifest, manifest


def disruption_budget(name: str, *, namespace: str) -> Manifest:
    """One at a time: a minimum equal to the only replica would keep its machine for ever."""
    return manifest(
        "policy/v1",
        "PodDisruptionBudget",
        name=name,
        namespace=namespace,
        spec={
            "maxUnavailable": 1,
            "selector": {"matchLabels": {NAME_LABEL: name}},
            # A pod that never became ready protects nothing, and must not keep a machine from going.
            "unhealthyPodEvictionPolicy": "AlwaysAllow",
        },
    )
