"""`[serving]`: how a model is hosted, either serverless or on instances that are always on."""

import re
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from config.types import InstanceType, Percentage, Section

BURSTABLE_FAMILIES = ("ml.t2", "ml.t3", "ml.t4g")
"""Application Auto Scaling refuses endpoints on these (SageMaker guide, auto scaling prerequisites)."""

LOCAL_STORAGE_FAMILIES = (
    "ml.g4dn",
    "ml.g5",
    "ml.g6",
    "ml.g6e",
    "ml.g7",
    "ml.g7e",
    "ml.p4",
    "ml.p5",
    "ml.p6",
    "ml.trn",
    "ml.inf2",
)
"""Families with NVMe disks beside those whose name says so with a `d` (ml.m5d): they refuse a KmsKeyId."""


class Serverless(Section):
    """Scale-to-zero hosting; limits from the SageMaker guide, serverless endpoints."""

    mode: Literal["serverless"]
    memory_mb: Annotated[int, Field(ge=1024, le=6144, multiple_of=1024)]
    max_concurrency: Annotated[int, Field(ge=1, le=200)]

    @model_validator(mode="before")
    @classmethod
    def _refuse_what_only_instances_have(cls, values: Any) -> Any:
        for key in sorted(set(values) & (set(RealTime.model_fields) - set(cls.model_fields))):
            raise ValueError(
                f"serving.{key}: a serverless endpoint has none; remove it or set serving.mode to realtime"
            )
        return values


class Autoscaling(Section):
    """Target tracking on invocations per instance and minute; cooldowns in seconds."""

    min_instances: Annotated[int, Field(ge=1, le=100)]
    max_instances: Annotated[int, Field(ge=1, le=100)]
    invocations_per_instance: Annotated[int, Field(ge=1)]
    scale_in_cooldown_seconds: Annotated[int, Field(ge=0, le=3600)] = 300
    scale_out_cooldown_seconds: Annotated[int, Field(ge=0, le=3600)] = 60


class RealTime(Section):
    """Instances that are always on: the mode with a VPC, network isolation, data capture and autoscaling."""

    mode: Literal["realtime"]
    instance_type: InstanceType
    instance_count: Annotated[int, Field(ge=1, le=100)]
    network_isolation: bool = True
    data_capture_percentage: Percentage | None = None
    latency_alarm_ms: Annotated[int, Field(ge=1, le=60_000)] = 500
    autoscaling: Autoscaling | None = None

    @property
    def family(self) -> str:
        """The type without its size: `ml.m5.large` is of family `ml.m5`."""
        return self.instance_type.rpartition(".")[0]

    @property
    def burstable(self) -> bool:
        """Whether the type runs on CPU credits."""
        return self.family in BURSTABLE_FAMILIES

    @property
    def graviton(self) -> bool:
        """Whether the type has an arm64 processor, as `ml.c7g` and `ml.m6gd` do."""
        return re.match(r"ml\.[cmrx]\d+g", self.family) is not None

    @property
    def local_storage(self) -> bool:
        """Whether the type has NVMe disks, which are always encrypted and refuse a key of ours."""
        return self.family.endswith("d") or self.family.startswith(LOCAL_STORAGE_FAMILIES)


Serving = Annotated[Serverless | RealTime, Field(discriminator="mode")]
