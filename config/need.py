"""`accelerator = ` and `need = { ... }`: what is needed, in place of an instance type's name."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from config.types import InstanceType, Section

MACHINE_NAME = r"^[a-z0-9-]+\.[a-z0-9]+$"
MachineName = Annotated[str, StringConstraints(pattern=MACHINE_NAME)]
"""A type as EC2 names it: `g6.xlarge`; SageMaker puts `ml.` before it."""


class Need(Section):
    """The cheapest type the region sells that has at least this is taken; what is left out is free."""

    accelerator: Literal["gpu", "neuron"] | None = None
    gpu_memory_gib: Annotated[float, Field(gt=0)] | None = None
    """Of all accelerators of one instance together, or of those that a task, pod, job or copy gets."""
    accelerators: Annotated[int, Field(ge=1, le=32)] | None = None
    vcpus: Annotated[int, Field(ge=1)] | None = None
    memory_gib: Annotated[float, Field(gt=0)] | None = None
    efa: bool = False
    max_usd_per_hour: Annotated[float, Field(gt=0)] | None = None
    """Of one instance; a type without a known price is not taken where this is set."""


Wish = Annotated[Need | None, Field(exclude=True)]
"""What was asked for: kept to explain the choice, left out of a dump, which names what was chosen."""


class Chosen(Section):
    """A table with exactly one of `instance_type`, `accelerator` and `need`: a type once it is read."""

    instance_type: InstanceType
    accelerator: Annotated[MachineName | None, Field(exclude=True)] = None
    need: Wish = None

    @property
    def named_by(self) -> str:
        """The key that the file names the type by: where to say that the type will not do."""
        return "need" if self.need else "accelerator" if self.accelerator else "instance_type"
