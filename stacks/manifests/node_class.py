"""How Auto Mode makes a machine: role, subnets, disk (EKS guide, create a node class)."""

from collections.abc import Sequence

from stacks.manifests.manifest import Manifest, manifest

NAME = "lab2api"


def node_class(
    *, role: str, subnets: Sequence[str], security_group: str, key_arn: str, disk_gib: int
) -> Manifest:
    """Encrypt the disk with the environment's key; images of accelerators' containers unpack to 20 GiB."""
    return manifest(
        "eks.amazonaws.com/v1",
        "NodeClass",
        name=NAME,
        spec={
            "role": role,
            "subnetSelectorTerms": [{"id": subnet} for subnet in subnets],
            "securityGroupSelectorTerms": [{"id": security_group}],
            "networkPolicy": "DefaultAllow",
            "networkPolicyEventLogs": "Enabled",
            "ephemeralStorage": {"size": f"{disk_gib}Gi", "kmsKeyID": key_arn},
        },
    )
