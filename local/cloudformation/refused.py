"""Types that the emulator would report as running although nothing runs: their stacks fail."""

from local.cloudformation.handlers import Create, Created, Properties, register
from local.cloudformation.provision import refused

_CONTAINERS = "containers do not run here, and the emulator would report them as running"
_REFUSED = {
    "AWS::ECS::Service": _CONTAINERS,
    "AWS::EKS::Cluster": _CONTAINERS,
    "AWS::EKS::Nodegroup": _CONTAINERS,
    "AWS::Batch::ComputeEnvironment": _CONTAINERS,
}


def install() -> None:
    """Replace the emulator's pretending handlers."""
    for type_, reason in _REFUSED.items():
        register(type_, provision=refused(reason), create=_refusal(type_, reason), delete=_delete)


def _refusal(type_: str, reason: str) -> Create:
    def refuse(logical_id: str, properties: Properties, stack: str) -> Created:
        del properties, stack
        raise ValueError(
            f"{logical_id}: the local run refuses {type_}: {reason}. Deploy it to an AWS account."
        )

    return refuse


def _delete(physical_id: str, properties: Properties) -> None:
    """Nothing was created."""
    del physical_id, properties
