"""What hosting on ECS and on EKS says alike: the machine, and what of it one copy of the model gets."""

from typing import Annotated, Literal

from pydantic import Field

from config.chip_containers import SERVING
from config.deep_learning_containers import Kind
from config.need import MachineName, Wish
from config.types import Section


class OnCluster(Section):
    """`accelerators` are the devices that a task or a pod gets.

    The environment's own image serves ONNX on CPUs: for an accelerator take AWS's `pytorch` or `neuronx`
    container, which runs the `code/accelerated_inference.py` of the model's archive.
    """

    accelerator: MachineName | None = None
    need: Wish = None
    accelerators: Annotated[int, Field(ge=0, le=16)] = 0
    container: Literal["own", "pytorch", "neuronx"] = "own"
    cpus: Annotated[float, Field(ge=0.25, le=192)]
    memory_mb: Annotated[int, Field(ge=512)]

    @property
    def kind(self) -> Kind | None:
        """The container's name in the catalog, None for the environment's own image."""
        return SERVING.get(self.container)
