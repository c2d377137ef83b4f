"""The cheapest type that fulfils a need, or the condition that nothing fulfils."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from config.demand import Demand, impossible
from config.machine import Machine


@dataclass(frozen=True)
class Pick:
    """The chosen type; `others` fulfil the need at a known price too, the cheapest first."""

    machine: Machine
    others: tuple[Machine, ...]
    unpriced: tuple[Machine, ...]
    """Of unknown price: not compared, and where the need has a limit not taken."""


class NothingFitsError(LookupError):
    """No type fulfils the need; `key` is the condition that left nothing, the message says what would.

    Without a key there was nothing to begin with: no machine has room.
    """

    def __init__(self, message: str, *, key: str | None = None) -> None:
        super().__init__(message)
        self.key = key


@cache
def cheapest(demand: Demand) -> Pick:
    """Return the cheapest of known price; without any price, the smallest. Raises NothingFitsError."""
    fulfilling = demand.fulfilled_by
    if not fulfilling:
        raise _nothing(demand)
    best, *others = sorted((one for one in fulfilling if one.price), key=_cost) or [
        min(fulfilling, key=_size)
    ]
    unpriced = tuple(sorted((one for one in demand.unpriced if one != best), key=_size))
    return Pick(machine=best, others=tuple(others), unpriced=unpriced)


def _nothing(demand: Demand) -> NothingFitsError:
    if not demand.candidates:
        return NothingFitsError("no type is that large; lower cpus, memory_mb or accelerators")
    condition, left = impossible(demand)
    elsewhere = " or ".join(demand.nearest_regions)
    advice = f", or take region {elsewhere}" if elsewhere else ""
    return NothingFitsError(condition.refusal(left, region=demand.region) + advice, key=condition.key)


def _cost(machine: Machine) -> tuple[float, float, str]:
    """Order by price, then memory, then name."""
    usd = machine.price.usd if machine.price else float("inf")
    return (usd, machine.hardware.memory_gib, machine.name)


def _size(machine: Machine) -> tuple[float, int, float, str]:
    """Order by what is dear: devices' memory, processors, memory; then by name."""
    has = machine.hardware
    return (machine.gpu_memory_gib, has.vcpus, has.memory_gib, machine.name)
