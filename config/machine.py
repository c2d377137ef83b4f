"""A type that a region sells for one use, with what it has and what it costs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from config.catalog import instance_types
from config.hardware import Accelerator, Hardware, UnknownTypeError, facts
from config.prices import Price, hourly


@dataclass(frozen=True)
class Machine:
    """`name` is written as its use writes it: SageMaker puts `ml.` before the name that EC2 has."""

    name: str
    hardware: Hardware
    price: Price | None
    """Of one instance an hour; None where none is known, which is not 0."""

    @property
    def accelerator(self) -> Accelerator | None:
        """Its devices, if it has any."""
        return self.hardware.accelerator

    @property
    def kind(self) -> str | None:
        """`gpu` or `neuron`; None without devices."""
        return self.accelerator.kind if self.accelerator else None

    @property
    def accelerators(self) -> int:
        """How many devices it has."""
        return self.accelerator.count if self.accelerator else 0

    @property
    def gpu_memory_gib(self) -> float:
        """The memory of all its devices, as their data sheets count it: an L4 has 24, not the 22.35 left."""
        return self.gpu_memory_of(self.accelerators)

    def gpu_memory_of(self, devices: int) -> float:
        """Return the memory of so many of its devices; 0 where it has fewer."""
        if self.accelerator is None or devices > self.accelerators:
            return 0.0
        return devices * self.accelerator.sold_as_gb

    @property
    def runs_ours(self) -> bool:
        """Whether our containers run on it: they are x86_64, and Neuron's are for Inferentia2 and later."""
        old = self.accelerator is not None and self.accelerator.name == "Inferentia"
        return self.hardware.architecture == "x86_64" and not old

    def __str__(self) -> str:
        devices = self.accelerator
        has = f"{self.hardware.vcpus} vCPUs, {self.hardware.memory_gib:g} GiB"
        if devices is None:
            return f"{has}, no accelerator"
        return f"{devices.count} {devices.name} of {devices.sold_as_gb:g} GB, {has}"


def machine_of(name: str, *, use: str, region: str) -> Machine | None:
    """Return the machine of a type's name, None where the catalog knows no facts of it."""
    try:
        return Machine(name=name, hardware=facts(name), price=hourly(name, region=region, use=use))
    except UnknownTypeError:
        return None


@cache
def machines(*, use: str, region: str) -> tuple[Machine, ...]:
    """Return what `region` sells for `use` and our containers run on, sorted by name."""
    sold = sorted(instance_types(use=use, region=region))
    known = (machine_of(name, use=use, region=region) for name in sold)
    return tuple(one for one in known if one and one.runs_ours)
