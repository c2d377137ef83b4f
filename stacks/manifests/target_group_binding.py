"""Pods as targets of a load balancer that CloudFormation owns."""

from stacks.manifests.manifest import Manifest, manifest


def target_group_binding(name: str, *, namespace: str, target_group_arn: str, port: int) -> Manifest:
    """Register the pods behind the service by address.

    Auto Mode's own controller answers to `eks.amazonaws.com/v1`, the open-source one to
    `elbv2.k8s.aws/v1beta1`. It says nothing of `networking`: the security groups' rules are in the template.
    """
    return manifest(
        "eks.amazonaws.com/v1",
        "TargetGroupBinding",
        name=name,
        namespace=namespace,
        spec={
            "serviceRef": {"name": name, "port": port},
            "targetGroupARN": target_group_arn,
            "targetType": "ip",
        },
    )
