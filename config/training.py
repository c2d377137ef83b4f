"""`[training]`: which model the pipeline trains, from what, and when it is good enough."""

from typing import Annotated

from pydantic import Field, StringConstraints

from config.need import Chosen
from config.types import InstanceType, ModelName


class Training(Chosen):
    """The pipeline's jobs. A model is registered when its score reaches `metric_threshold` (0..1)."""

    model: ModelName
    target: Annotated[str, StringConstraints(min_length=1, max_length=128)]
    processing_instance_type: InstanceType
    metric_threshold: Annotated[float, Field(ge=0, le=1)]
    max_runtime_seconds: Annotated[int, Field(ge=60, le=432_000)] = 3_600
    schedule: Annotated[str, StringConstraints(pattern=r"^(rate|cron)\(.+\)$")] | None = None
