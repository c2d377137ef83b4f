"""What a task, a pod, a job or a copy of a model takes of the machine it runs on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from config.machine import Machine


@dataclass(frozen=True)
class Room:
    """`kubernetes` keeps a part of the processors for itself; every machine keeps some memory."""

    cpus: float = 0
    memory_mb: float = 0
    accelerators: int = 0
    kubernetes: bool = False

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Room:
        """Read it from a table of the settings; what is no number there is refused elsewhere."""
        taken = {key: table.get(key) for key in ("cpus", "memory_mb", "accelerators")}
        numbers = {key: value for key, value in taken.items() if isinstance(value, int | float)}
        return cls(**numbers, kubernetes=table.get("mode") == "eks")  # type: ignore[arg-type]

    def short_of(self, machine: Machine) -> list[str]:
        """Return the keys of which the machine has not enough."""
        has = machine.hardware
        short = {
            "cpus": self.cpus > has.vcpus or (self.kubernetes and self.cpus == has.vcpus),
            "memory_mb": self.memory_mb >= has.memory_gib * 1024,
            "accelerators": self.accelerators > machine.accelerators,
        }
        return [key for key, missing in short.items() if missing]


NO_ROOM = Room()
"""Of what has the machine for itself."""
