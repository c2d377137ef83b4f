"""`[text_training]`: the pipeline that trains the text classifier, on one chip or on many machines.

Rows start nothing; the object `datasets/<model>/READY`, written after them, starts one execution.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from config.chip_containers import training_container
from config.deep_learning_containers import Kind
from config.instances import OnInstances
from config.types import ModelName, Section

Arn = Annotated[str, StringConstraints(pattern=r"^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d{12}:\S+$")]


class Spot(Section):
    """Managed spot: the job may be interrupted and goes on from its last checkpoint while the wait lasts."""

    max_wait_seconds: Annotated[int, Field(ge=60, le=432_000)]


class TextTraining(OnInstances):
    """`training_plan` is a plan you bought; a deploy buys nothing. A warm pool is billed while it waits."""

    model: ModelName
    instance_count: Annotated[int, Field(ge=1, le=64)] = 1
    processing_instance_type: str = "ml.m5.large"
    network_isolation: bool = True
    encrypt_between_hosts: bool = True
    """By SageMaker, besides what EC2 does itself. It can take time (SageMaker guide, train-encrypt): how
    much, and whether NCCL still gets EFA then, is not measured."""
    minimum_score: Annotated[float, Field(ge=0, le=1)]
    size: Literal["tiny", "small", "base", "large"] = "small"
    epochs: Annotated[int, Field(ge=1, le=1_000)] = 5
    max_runtime_seconds: Annotated[int, Field(ge=60, le=432_000)] = 3_600
    spot: Spot | None = None
    warm_pool_seconds: Annotated[int, Field(ge=60, le=3_600)] | None = None
    training_plan: Arn | None = None
    schedule: Annotated[str, StringConstraints(pattern=r"^(rate|cron)\(.+\)$")] | None = None

    @property
    def container(self) -> Kind:
        """AWS's container that has the drivers' libraries for the type's chips."""
        return training_container(self.instance_type)
