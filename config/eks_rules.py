"""What EKS would never place of a model's table, or not let in, with the path of the key."""

from __future__ import annotations

import re
from collections.abc import Iterator

from config.chip_container_rules import broken_cluster_container
from config.cluster_machine_rules import broken_cluster_machine
from config.containers import Containers
from config.eks import Eks
from config.instances import chip

ROLE = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/\S+")


def broken_eks(path: str, serving: Eks, *, region: str) -> Iterator[str]:
    """Yield the rules that hosting on EKS described at `path` breaks."""
    if serving.min_replicas > serving.max_replicas:
        yield f"{path}.min_replicas: is above max_replicas; swap them"
    found = chip(serving.accelerator) if serving.accelerator else None
    if found and found.kind == "neuron":
        yield (
            f"{path}.{'need' if serving.need else 'accelerator'}: Neuron compiles the model as a pod starts, "
            'longer than a deploy to EKS can wait; set compute to "ecs", or to "sagemaker" with a mode'
        )
        return
    yield from broken_cluster_machine(path, serving, region=region)
    if serving.accelerator:
        yield from broken_cluster_container(
            f"{path}.container", serving.container, machine=serving.accelerator, region=region
        )
    elif serving.container != "own":
        yield f"{path}.container: {serving.container} is for accelerators; name one, or set it to own"


def broken_administrators(containers: Containers) -> Iterator[str]:
    """Yield who can have no access entry that makes an administrator."""
    for arn in containers.kubernetes_administrators:
        if not ROLE.fullmatch(arn):
            yield f"containers.kubernetes_administrators: {arn} is no role (arn:aws:iam::...:role/...)"
