"""`[models.NAME.serving]` with `compute = "eks"`: the image as a Deployment on an Auto Mode cluster."""

from typing import Annotated, Literal

from pydantic import Field

from config.chip_containers import SERVING
from config.deep_learning_containers import Kind
from config.need import MachineName, Wish
from config.types import Section


class Eks(Section):
    """Auto Mode brings nodes of the type that `accelerator` or `need` says, or general ones.

    `container` is as on ECS, but for Neuron, which would compile longer than a deploy to EKS can wait.
    """

    compute: Literal["eks"]
    mode: Literal["eks"] = "eks"
    accelerator: MachineName | None = None
    need: Wish = None
    accelerators: Annotated[int, Field(ge=0, le=16)] = 0
    """Devices a pod gets."""
    container: Literal["own", "pytorch", "neuronx"] = "own"
    cpus: Annotated[float, Field(ge=0.25, le=192)]
    memory_mb: Annotated[int, Field(ge=512)]
    min_replicas: Annotated[int, Field(ge=1, le=100)] = 1
    max_replicas: Annotated[int, Field(ge=1, le=100)]
    cpu_percent: Annotated[int, Field(ge=10, le=100)] = 60
    """Of what a pod asked for; above it the HorizontalPodAutoscaler adds pods."""

    @property
    def kind(self) -> Kind | None:
        """The container's name in the catalog, None for the environment's own image."""
        return SERVING.get(self.container)
