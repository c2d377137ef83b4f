"""What every mode on instances shares: the type, and what is to know about it before a deploy."""

from typing import Annotated

from pydantic import Field

from config.hardware import Accelerator, Hardware, UnknownTypeError, facts
from config.need import Chosen
from config.types import Section

BURSTABLE_FAMILIES = ("ml.t2", "ml.t3", "ml.t4g")
"""Application Auto Scaling refuses endpoints on these (SageMaker guide, auto scaling prerequisites)."""


def family(instance_type: str) -> str:
    """Return the type without its size: `ml.m5.large` is of family `ml.m5`."""
    return instance_type.rpartition(".")[0]


def hardware(instance_type: str) -> Hardware | None:
    """Return what the type has; None for one that nothing is known of, which no region sells either."""
    try:
        return facts(instance_type)
    except UnknownTypeError:
        return None


def chip(instance_type: str) -> Accelerator | None:
    """Return the type's devices; None where it has none, or nothing is known of it."""
    known = hardware(instance_type)
    return known.accelerator if known else None


def graviton(instance_type: str) -> bool:
    """Tell whether the type has an arm64 processor."""
    known = hardware(instance_type)
    return known is not None and known.architecture == "arm64"


def local_storage(instance_type: str) -> bool:
    """Tell whether the type has NVMe disks, which are always encrypted and refuse a key of ours."""
    known = hardware(instance_type)
    return known is not None and known.nvme_gib > 0


class OnInstances(Chosen):
    """A mode on instances. An isolated container reaches nothing, not even AWS: it has the model already."""

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
    def accelerated(self) -> bool:
        """Whether the type has accelerators."""
        return chip(self.instance_type) is not None

    @property
    def local_storage(self) -> bool:
        """Whether the type's disks refuse a key of ours."""
        return local_storage(self.instance_type)


class Cooldowns(Section):
    """How long scaling rests after a step, in seconds."""

    scale_in_cooldown_seconds: Annotated[int, Field(ge=0, le=3600)] = 300
    scale_out_cooldown_seconds: Annotated[int, Field(ge=0, le=3600)] = 60
