"""What turns network policies on: without it Auto Mode accepts them and enforces none."""

from stacks.manifests.manifest import Manifest, manifest


def network_policy_controller() -> Manifest:
    """Return the ConfigMap that Auto Mode reads (EKS guide, network policies with Auto Mode)."""
    return manifest(
        "v1",
        "ConfigMap",
        name="amazon-vpc-cni",
        namespace="kube-system",
        data={"enable-network-policy-controller": "true"},
    )
