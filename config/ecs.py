"""`[models.NAME.serving]` with `compute = "ecs"`: the image as tasks behind the private load balancer."""

from typing import Annotated, Literal

from pydantic import Field

from config.chip_containers import SERVING
from config.deep_learning_containers import Kind
from config.instances import Cooldowns, chip
from config.need import MachineName, Wish


class Ecs(Cooldowns):
    """Fargate has no accelerators; Managed Instances take the type that `accelerator` or `need` says.

    The environment's own image serves ONNX on CPUs: for an accelerator take AWS's `pytorch` or `neuronx`
    container, which runs the `code/accelerated_inference.py` of the model's archive.
    """

    compute: Literal["ecs"]
    mode: Literal["ecs"] = "ecs"
    launch: Literal["fargate", "managed-instances"] = "fargate"
    accelerator: MachineName | None = None
    need: Wish = None
    accelerators: Annotated[int, Field(ge=0, le=16)] = 0
    """Devices a task gets; on Neuron a task gets all that an instance has (ECS guide)."""
    container: Literal["own", "pytorch", "neuronx"] = "own"
    cpus: Annotated[float, Field(ge=0.25, le=192)]
    memory_mb: Annotated[int, Field(ge=512)]
    min_tasks: Annotated[int, Field(ge=0, le=100)] = 1
    max_tasks: Annotated[int, Field(ge=1, le=100)]
    concurrency_per_task: Annotated[float, Field(gt=0, le=1_000)]

    @property
    def neuron(self) -> bool:
        """Whether the instances have Inferentia or Trainium."""
        found = chip(self.accelerator) if self.accelerator else None
        return found is not None and found.kind == "neuron"

    @property
    def kind(self) -> Kind | None:
        """The container's name in the catalog, None for the environment's own image."""
        return SERVING.get(self.container)
