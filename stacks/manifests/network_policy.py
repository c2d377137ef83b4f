"""Who may talk to a model's pods, and whom they may talk to; whatever is not said is refused."""

from collections.abc import Sequence
from typing import Any

from stacks.manifests.manifest import NAME_LABEL, Manifest, manifest

POD_IDENTITY = "169.254.170.23/32"
"""The agent that hands out a pod's credentials (EKS guide, Pod Identity restrictions)."""


def network_policy(name: str, *, namespace: str, port: int, callers: Sequence[str]) -> Manifest:
    """Let the load balancer's subnets in (CIDRs), and out what fetches the model: names, S3, credentials."""
    return manifest(
        "networking.k8s.io/v1",
        "NetworkPolicy",
        name=name,
        namespace=namespace,
        spec={
            "podSelector": {"matchLabels": {NAME_LABEL: name}},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [{"from": [_block(cidr) for cidr in callers], "ports": [_port(port)]}],
            "egress": outward(),
        },
    )


def outward() -> list[dict[str, Any]]:
    """Return the rules for names, AWS over TLS (no route leads elsewhere), and credentials."""
    return [
        {"ports": [_port(53, protocol) for protocol in ("UDP", "TCP")]},
        {"ports": [_port(443)]},
        {"to": [_block(POD_IDENTITY)], "ports": [_port(80)]},
    ]


def _block(cidr: str) -> dict[str, Any]:
    return {"ipBlock": {"cidr": cidr}}


def _port(number: int, protocol: str = "TCP") -> dict[str, Any]:
    return {"protocol": protocol, "port": number}
