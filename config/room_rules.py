"""What shares a machine, and asks for more of it than it has or for none of its devices."""

from __future__ import annotations

from collections.abc import Iterator

from config.machine import Machine
from config.room import Room


def without_room(path: str, room: Room, machine: Machine, *, what: str) -> Iterator[str]:
    """Yield the keys at `path` of which the machine has not enough for one task, pod, job or copy."""
    has = machine.hardware
    most = {"cpus": has.vcpus, "memory_mb": has.memory_gib * 1024, "accelerators": machine.accelerators}
    for key in room.short_of(machine):
        advice = "lower it" if most[key] else "remove it, or take another type"
        yield f"{path}.{key}: {machine.name} has {most[key]:g}, and a {what} cannot get this; {advice}"


def without_devices(path: str, room: Room, machine: Machine, *, what: str) -> Iterator[str]:
    """Yield that what computes on devices gets none of them."""
    if machine.accelerators and not room.accelerators:
        yield (
            f"{path}.accelerators: is 0, so a {what} sees no device of {machine.name}; set it to 1 or more"
        )
