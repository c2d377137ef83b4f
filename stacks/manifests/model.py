"""Everything of one model on the cluster, in the order in which it is applied."""

from collections.abc import Sequence
from dataclasses import dataclass

from stacks.manifests.autoscaler import autoscaler
from stacks.manifests.deployment import ServedPod, deployment
from stacks.manifests.disruption_budget import disruption_budget
from stacks.manifests.manifest import Manifest
from stacks.manifests.namespace import namespace
from stacks.manifests.network_policy import network_policy
from stacks.manifests.service import service
from stacks.manifests.service_account import service_account
from stacks.manifests.target_group_binding import target_group_binding


def namespace_of(model: str) -> str:
    """Return the model's namespace: never `default`, `kube-system` or the training's."""
    return f"model-{model}"


@dataclass(frozen=True, kw_only=True)
class Scale:
    """Between how many pods, and above how much of their CPUs there are more."""

    least: int
    most: int
    cpu_percent: int


def model_manifests(
    name: str, *, pod: ServedPod, scale: Scale, target_group_arn: str, callers: Sequence[str]
) -> list[Manifest]:
    """Bind the load balancer before the pods start: they are ready for requests when it says so.

    `callers` are the subnets (CIDRs) of the load balancer. All in the namespace have the model's name.
    """
    own = {"namespace": namespace_of(name)}
    return [
        namespace(own["namespace"], restricted=pod.ours),
        service_account(name, **own),
        network_policy(name, **own, port=pod.port, callers=callers),
        service(name, **own, port=pod.port),
        target_group_binding(name, **own, target_group_arn=target_group_arn, port=pod.port),
        disruption_budget(name, **own),
        deployment(name, **own, pod=pod),
        autoscaler(name, **own, least=scale.least, most=scale.most, cpu_percent=scale.cpu_percent),
    ]
