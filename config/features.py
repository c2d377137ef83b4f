"""`[features]`: which feature groups an environment has, and which of them the pipeline fills."""

from typing import Annotated

from pydantic import Field

from config.feature_schema import GroupName
from config.types import Section

CapacityUnits = Annotated[int, Field(ge=1, le=10_000_000)]


class Features(Section):
    """Groups by the names of their schemas in config/feature_groups.

    Without capacity units every read and write is paid for by itself; with both, so much a second is paid for
    by the hour and more is throttled (Feature Store guide, throughput modes).
    """

    groups: Annotated[tuple[GroupName, ...], Field(min_length=1, max_length=50)]
    ingest: GroupName | None = None
    """The group that the training pipeline fills with the rows of `training.model`."""
    read_capacity_units: CapacityUnits | None = None
    write_capacity_units: CapacityUnits | None = None
