"""`[batch_queue]`: an AWS Batch queue for array training: one job, many settings, machines only meanwhile."""

from typing import Annotated

from pydantic import Field

from config.chip_containers import training_container
from config.deep_learning_containers import Kind
from config.need import MachineName, Wish
from config.types import Section


class BatchQueue(Section):
    """Nothing runs, and nothing is paid, while no job is queued."""

    accelerator: MachineName | None = None
    need: Wish = None
    accelerators: Annotated[int, Field(ge=0, le=16)] = 0
    """Devices a job gets."""
    cpus: Annotated[int, Field(ge=1, le=192)] = 4
    memory_mb: Annotated[int, Field(ge=512)] = 14_336
    """A machine keeps some of its memory: this leaves a g6.xlarge enough of its 16 GiB."""
    max_vcpus: Annotated[int, Field(ge=1, le=10_000)] = 16
    spot: bool = True
    timeout_seconds: Annotated[int, Field(ge=60, le=432_000)] = 3_600

    @property
    def container(self) -> Kind:
        """AWS's container that has the drivers' libraries for the type's chips."""
        return training_container(self.accelerator or "")
