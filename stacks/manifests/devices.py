"""What a pod asks of a machine's accelerators, and how it comes to a machine that has them."""

from dataclasses import dataclass
from typing import Any, Self

from config.hardware import facts

RESOURCES = {"gpu": "nvidia.com/gpu", "neuron": "aws.amazon.com/neuron"}
"""The device plugins' names; Auto Mode brings the plugins (EKS guide, accelerated workloads)."""
INSTANCE_TYPE = "node.kubernetes.io/instance-type"
EFA = "vpc.amazonaws.com/efa"
EFA_INTERFACES = {
    "p4d.24xlarge": 4,
    "p4de.24xlarge": 4,
    "p5.48xlarge": 32,
    "p5e.48xlarge": 32,
    "p5en.48xlarge": 16,
    "trn1.32xlarge": 8,
    "trn1n.32xlarge": 16,
    "trn2.48xlarge": 16,
}
"""EC2 guide, EFA-enabled network cards; another type with EFA is asked for one interface."""


@dataclass(frozen=True, kw_only=True)
class Devices:
    """`count` accelerators of `kind` on a machine of exactly this type; none on one without accelerators."""

    machine: str
    kind: str | None = None
    count: int = 0
    efa: int = 0

    @classmethod
    def some(cls, machine: str, *, count: int) -> Self:
        """Take `count` of the machine's accelerators, leaving the rest to others."""
        accelerator = facts(machine).accelerator
        return (
            cls(machine=machine, kind=accelerator.kind, count=count) if accelerator else cls(machine=machine)
        )

    @classmethod
    def every(cls, machine: str, *, efa: bool = False) -> Self:
        """Take all of the machine's accelerators, and with `efa` its fast network interfaces."""
        found = facts(machine)
        if found.accelerator is None:
            return cls(machine=machine)
        interfaces = EFA_INTERFACES.get(machine, 1) if efa and found.efa else 0
        return cls(
            machine=machine, kind=found.accelerator.kind, count=found.accelerator.count, efa=interfaces
        )

    @property
    def resources(self) -> dict[str, str]:
        """By the plugins' names."""
        asked = {RESOURCES[self.kind]: str(self.count)} if self.kind and self.count else {}
        return {**asked, EFA: str(self.efa)} if self.efa else asked

    @property
    def placement(self) -> dict[str, Any]:
        """Lead a pod to its machine, past the taint that keeps others from an expensive one."""
        tolerations = (
            [{"key": RESOURCES[self.kind], "operator": "Exists", "effect": "NoSchedule"}] if self.kind else []
        )
        return {
            "nodeSelector": {INSTANCE_TYPE: self.machine},
            **({"tolerations": tolerations} if tolerations else {}),
        }
