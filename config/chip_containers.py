"""Which of AWS's containers goes with which chips: one for serving by its short name, one for training."""

from config.deep_learning_containers import Kind, cuda_version
from config.hardware import Accelerator
from config.instances import chip

SERVING: dict[str, Kind] = {"pytorch": "pytorch-inference", "neuronx": "neuronx-inference", "lmi": "lmi"}
"""By what a table's `container` calls it; `own` is none of AWS's."""
RUNS_ON = {"pytorch": "gpu", "neuronx": "neuron", "lmi": "gpu"}
BY_CHIP = {"gpu": "pytorch", "neuron": "neuronx"}
"""What a table is told to take for its chips."""
TRAINING: dict[str, Kind] = {"gpu": "pytorch-training", "neuron": "neuronx-training"}

BLACKWELL = ("B200", "B300", "RTX PRO 4500", "RTX PRO Server 6000")
BLACKWELL_CUDA = (12, 8)
"""The first that knows them: release notes of CUDA 12.8, new features."""


def training_container(machine: str) -> Kind:
    """Return AWS's container that has the drivers' libraries for a type's chips, by either of its names."""
    found = chip(machine)
    return TRAINING[found.kind] if found else "pytorch-training-cpu"


def lacks_cuda(kind: Kind, found: Accelerator) -> bool:
    """Tell whether the container's CUDA is older than the chip."""
    has = cuda_version(kind)
    return found.name in BLACKWELL and has is not None and has < BLACKWELL_CUDA
