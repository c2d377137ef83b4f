"""`[models.NAME.serving]` with `compute = "ecs"`: the image as tasks behind the private load balancer."""

from typing import Annotated, Literal

from pydantic import Field

from config.instances import Cooldowns, chip
from config.on_cluster import OnCluster


class Ecs(OnCluster, Cooldowns):
    """Fargate has no accelerators; Managed Instances take the type that `accelerator` or `need` says.

    On Neuron a task gets all `accelerators` that an instance has (ECS guide).
    """

    compute: Literal["ecs"]
    mode: Literal["ecs"] = "ecs"
    launch: Literal["fargate", "managed-instances"] = "fargate"
    min_tasks: Annotated[int, Field(ge=0, le=100)] = 1
    max_tasks: Annotated[int, Field(ge=1, le=100)]
    concurrency_per_task: Annotated[float, Field(gt=0, le=1_000)]

    @property
    def neuron(self) -> bool:
        """Whether the instances have Inferentia or Trainium."""
        found = chip(self.accelerator) if self.accelerator else None
        return found is not None and found.kind == "neuron"
