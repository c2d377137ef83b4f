"""The accelerators that this container sees: one process each."""

import json
import subprocess
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Devices(BaseModel):
    """`count` GPUs, or NeuronCores, or processes on the CPU."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["gpu", "neuron", "cpu"]
    count: Annotated[int, Field(ge=1)]


def devices(environment: Mapping[str, str]) -> Devices:
    """Count them by their drivers' tools, as SageMaker's SDK does; LAB2API_PROCESSES overrules the count."""
    kind, count = _found()
    return Devices(kind=kind, count=int(environment.get("LAB2API_PROCESSES") or count))


def _found() -> tuple[Literal["gpu", "neuron", "cpu"], int]:
    if gpus := sum(line.startswith("GPU ") for line in _answer("nvidia-smi", "--list-gpus").splitlines()):
        return "gpu", gpus
    if cores := _neuron_cores(_answer("neuron-ls", "-j")):
        return "neuron", cores
    return "cpu", 1


def _neuron_cores(answer: str) -> int:
    """Add up the cores of all chips. On Trn2, whose cores are joined in pairs, not verified."""
    try:
        return sum(int(chip.get("nc_count", 0)) for chip in json.loads(answer or "[]"))
    except (ValueError, AttributeError):
        return 0


def _answer(*command: str) -> str:
    """Return what a tool prints; nothing where there is no such tool or it finds no device."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
