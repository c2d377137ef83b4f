"""The conditions that a `need` is made of, and what to say of one that leaves nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from config.machine import Machine
from config.need import Need
from config.room import Room

MEASURES: dict[str, Callable[[Machine], float]] = {
    "gpu_memory_gib": lambda machine: machine.gpu_memory_gib,
    "accelerators": lambda machine: machine.accelerators,
    "vcpus": lambda machine: machine.hardware.vcpus,
    "memory_gib": lambda machine: machine.hardware.memory_gib,
}
"""What a type must have at least."""
DEVICES = {"gpu": "GPU", "neuron": "Neuron device"}
"""One device of a kind, in words."""


@dataclass(frozen=True)
class Condition:
    """One key of a need and the value it has."""

    key: str
    wanted: float | str
    devices: int = 0
    """Whose memory counts: as many as a task, pod, job or copy gets; 0 for all that the machine has."""

    def measured(self, machine: Machine) -> float:
        """Return what the machine has of it."""
        if self.key == "gpu_memory_gib" and self.devices:
            return machine.gpu_memory_of(self.devices)
        return MEASURES[self.key](machine)

    def holds(self, machine: Machine) -> bool:
        """Tell whether the machine fulfils it; an unknown price is below no limit."""
        if self.key == "accelerator":
            return machine.kind == self.wanted
        if self.key == "efa":
            return machine.hardware.efa
        if self.key == "max_usd_per_hour":
            return machine.price is not None and machine.price.usd <= float(self.wanted)
        return self.measured(machine) >= float(self.wanted)

    def refusal(self, left: Sequence[Machine], *, region: str) -> str:
        """Say that no machine of the region that fulfils the conditions before it holds, and what would."""
        if self.key == "accelerator":
            return f"no type with {DEVICES[str(self.wanted)]}s is sold there; take the other kind"
        if self.key == "efa":
            return f"none of {_named(left)} has EFA; remove it, or ask for more accelerators"
        if self.key == "max_usd_per_hour":
            return _too_dear(float(self.wanted), left, region=region)
        return self._too_little(left)

    def _too_little(self, left: Sequence[Machine]) -> str:
        most = max(left, key=lambda machine: (self.measured(machine), machine.name))
        unit = " GiB" if self.key.endswith("gib") else ""
        who, advice = "any has", ""
        if self.devices:
            who, advice = f"accelerators = {self.devices} gets of any", "; raise accelerators"
        return (
            f"{self.wanted:g}{unit} is more than {who}; the most is {self.measured(most):g} "
            f"({most.name}){advice}"
        )


def conditions(need: Need, *, room: Room) -> list[Condition]:
    """Return the conditions in the order in which they are tried; GPU memory is that of a GPU.

    Only `accelerator = "neuron"` lets the memory of Inferentia and Trainium count. What shares a machine has
    only the memory of the devices that it gets.
    """
    kind = need.accelerator or ("gpu" if need.gpu_memory_gib is not None else None)
    wanted = {
        "accelerator": kind,
        **{key: getattr(need, key) for key in MEASURES},
        "efa": need.efa or None,
        "max_usd_per_hour": need.max_usd_per_hour,
    }
    return [
        Condition(key=key, wanted=value, devices=room.accelerators if key == "gpu_memory_gib" else 0)
        for key, value in wanted.items()
        if value is not None
    ]


def _too_dear(limit: float, left: Sequence[Machine], *, region: str) -> str:
    priced = [(machine.price.usd, machine.name, machine.price) for machine in left if machine.price]
    if not priced:
        return f"no price of {_named(left)} is known; remove it to take the smallest"
    _, name, price = min(priced, key=lambda one: one[:2])
    return f"{limit:g} is too little; the cheapest known is {name} at {price.stated(region)}; raise it"


def _named(machines: Sequence[Machine]) -> str:
    names = [machine.name for machine in machines[:3]]
    more = f" and {len(machines) - len(names)} more" if len(machines) > len(names) else ""
    return ", ".join(names) + more
