"""More pods while those there are work more than `cpu_percent` of what they asked for."""

from typing import Any

from stacks.manifests.manifest import Manifest, manifest

CALM_SECONDS = 300


def autoscaler(name: str, *, namespace: str, least: int, most: int, cpu_percent: int) -> Manifest:
    """Double at once, halve slowly (Kubernetes documentation, HorizontalPodAutoscaler behavior)."""
    return manifest(
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        name=name,
        namespace=namespace,
        spec={
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": name},
            "minReplicas": least,
            "maxReplicas": most,
            "metrics": [
                {
                    "type": "ContainerResource",
                    "containerResource": {
                        "name": "cpu",
                        "container": "serve",
                        "target": {"type": "Utilization", "averageUtilization": cpu_percent},
                    },
                }
            ],
            "behavior": {
                "scaleUp": _at_most(percent=100, seconds=30, calm=0),
                "scaleDown": _at_most(percent=50, seconds=60, calm=CALM_SECONDS),
            },
        },
    )


def _at_most(*, percent: int, seconds: int, calm: int) -> dict[str, Any]:
    return {
        "stabilizationWindowSeconds": calm,
        "policies": [{"type": "Percent", "value": percent, "periodSeconds": seconds}],
    }
