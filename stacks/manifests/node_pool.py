"""Machines of one type, made while pods ask for them and ended after (Karpenter's NodePool, in Auto Mode)."""

from stacks.manifests.devices import INSTANCE_TYPE, RESOURCES
from stacks.manifests.manifest import Manifest, manifest
from stacks.manifests.node_class import NAME as NODE_CLASS

IDLE = "5m"
"""Before an empty machine ends: about what a next pod would wait for a new one."""
LONGEST_LIFE = "336h"
"""Two weeks; then a machine is replaced by one with a newer image. Auto Mode allows 21 days."""
GRACE = "1h"
"""After it a pod on a machine that must go is ended, whatever a disruption budget says."""


def node_pool(*, machine: str, kind: str | None, architecture: str, cpus: int, devices: int = 0) -> Manifest:
    """Bring machines of `machine` up to `cpus` vCPUs and `devices` accelerators of `kind` together.

    One that nothing runs on is ended; one that is in use is never moved to save money: a model on an
    accelerator takes minutes to load.
    """
    taints = [{"key": RESOURCES[kind], "value": "true", "effect": "NoSchedule"}] if kind else []
    requirements = {
        INSTANCE_TYPE: machine,
        "kubernetes.io/arch": {"x86_64": "amd64"}.get(architecture, architecture),
        "karpenter.sh/capacity-type": "on-demand",
    }
    return manifest(
        "karpenter.sh/v1",
        "NodePool",
        name=machine.replace(".", "-"),
        spec={
            "template": {
                "spec": {
                    "nodeClassRef": {"group": "eks.amazonaws.com", "kind": "NodeClass", "name": NODE_CLASS},
                    "requirements": [
                        {"key": key, "operator": "In", "values": [value]}
                        for key, value in requirements.items()
                    ],
                    **({"taints": taints} if taints else {}),
                    "expireAfter": LONGEST_LIFE,
                    "terminationGracePeriod": GRACE,
                }
            },
            "limits": {"cpu": str(cpus), **({RESOURCES[kind]: str(devices)} if kind else {})},
            "disruption": {
                "consolidationPolicy": "WhenEmpty",
                "consolidateAfter": IDLE,
                "budgets": [{"nodes": "1"}],
            },
        },
    )
