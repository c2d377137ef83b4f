"""What a machine has, by its EC2 or SageMaker name: reader of config/catalogs/hardware.json."""

import json
from difflib import get_close_matches
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from config.catalog import CATALOGS


class UnknownTypeError(LookupError):
    """The catalog has no such type; the message names the nearest ones."""

    def __init__(self, name: str, near: list[str]) -> None:
        hint = f"; did you mean {' or '.join(near)}?" if near else "; see `lab2api instances`"
        super().__init__(f"no instance type {name} is known{hint}")
        self.name, self.near = name, tuple(near)


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Accelerator(_Fact):
    """The devices of one instance; a `share` below one is a slice of a GPU, with the memory of the slice."""

    kind: Literal["gpu", "neuron"]
    name: str
    count: int
    memory_gib: float
    """Of each device, as EC2 reports it: what error correction takes is gone (an L4's 24 are 22.35)."""
    sold_as_gb: float
    """Of each device, as its data sheet counts it: what people ask for."""
    cores: int
    """NeuronCores of each device, 0 for GPUs."""
    share: float = 1.0
    bf16_tflops: float | None = None
    """Dense peak of each device in TFLOP/s, None where the maker states none or it has no bf16 units."""


class Hardware(_Fact):
    """Network is the sum of the cards' peaks in Gbit/s; `nvme_gib` the local disks together, 0 where none."""

    name: str
    """As EC2 writes it, without SageMaker's `ml.`."""
    vcpus: int
    memory_gib: float
    architecture: Literal["x86_64", "arm64"]
    network_gbps: float
    efa: bool
    nvme_gib: int
    accelerator: Accelerator | None


@cache
def _types() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((CATALOGS / "hardware.json").read_text())["types"]
    return found


def known() -> tuple[str, ...]:
    """Return the EC2 names of all types of the catalog, sorted."""
    return tuple(_types())


@cache
def facts(name: str) -> Hardware:
    """Return the facts of `g6.xlarge` or `ml.g6.xlarge`; an unknown name raises UnknownTypeError."""
    bare = name.removeprefix("ml.")
    if bare not in _types():
        prefix = name[: len(name) - len(bare)]
        near = get_close_matches(bare, _types(), n=3, cutoff=0.75)
        raise UnknownTypeError(name, [prefix + one for one in near])
    return Hardware(name=bare, **_types()[bare])
