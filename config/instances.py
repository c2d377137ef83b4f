"""What every mode on instances shares: the type, and what is to know about it before a deploy."""

import re
from typing import Annotated

from pydantic import Field

from config.types import InstanceType, Section

BURSTABLE_FAMILIES = ("ml.t2", "ml.t3", "ml.t4g")
"""Application Auto Scaling refuses endpoints on these (SageMaker guide, auto scaling prerequisites)."""

ACCELERATED_FAMILIES = re.compile(r"ml\.(g\d|p\d|inf\d|trn\d)")
"""Families with GPUs, Inferentia or Trainium."""

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


def family(instance_type: str) -> str:
    """Return the type without its size: `ml.m5.large` is of family `ml.m5`."""
    return instance_type.rpartition(".")[0]


def graviton(instance_type: str) -> bool:
    """Tell whether the type has an arm64 processor, as `ml.c7g` and `ml.m6gd` do."""
    return re.match(r"ml\.[cmrx]\d+g", instance_type) is not None


def local_storage(instance_type: str) -> bool:
    """Tell whether the type has NVMe disks, which are always encrypted and refuse a key of ours."""
    name = family(instance_type)
    return name.endswith("d") or name.startswith(LOCAL_STORAGE_FAMILIES)


def vcpus(instance_type: str) -> int:
    """Return the processors of a type: 2 a `large`, 4 an `xlarge`, and so many times as its name says."""
    size = instance_type.rpartition(".")[2]
    if size in ("medium", "large"):
        return 2
    return 4 * int(size.removesuffix("xlarge") or 1)


class OnInstances(Section):
    """A mode on instances. An isolated container reaches nothing, not even AWS: it has the model already."""

    instance_type: InstanceType
    network_isolation: bool = True

    @property
    def family(self) -> str:
        """The type without its size."""
        return family(self.instance_type)

    @property
    def burstable(self) -> bool:
        """Whether the type runs on CPU credits."""
        return self.family in BURSTABLE_FAMILIES

    @property
    def graviton(self) -> bool:
        """Whether the type has an arm64 processor."""
        return graviton(self.instance_type)

    @property
    def vcpus(self) -> int:
        """How many processors an instance has."""
        return vcpus(self.instance_type)

    @property
    def accelerated(self) -> bool:
        """Whether the type has accelerators."""
        return ACCELERATED_FAMILIES.match(self.instance_type) is not None

    @property
    def local_storage(self) -> bool:
        """Whether the type's disks refuse a key of ours."""
        return local_storage(self.instance_type)


class Cooldowns(Section):
    """How long scaling rests after a step, in seconds."""

    scale_in_cooldown_seconds: Annotated[int, Field(ge=0, le=3600)] = 300
    scale_out_cooldown_seconds: Annotated[int, Field(ge=0, le=3600)] = 60
