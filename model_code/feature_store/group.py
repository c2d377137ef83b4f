"""A feature group as DescribeFeatureGroup describes it."""

from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict

Type = Literal["Integral", "Fractional", "String"]


class Group(BaseModel):
    """`types` by feature, in the order of the definition; `table` is where its history is, if it has one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    identifier: str
    event_time: str
    types: dict[str, Type]
    table: tuple[str, str] | None = None
    """Database and name in the Glue catalog."""

    @property
    def features(self) -> tuple[str, ...]:
        """The features beside the identifier and the event time."""
        return tuple(name for name in self.types if name not in (self.identifier, self.event_time))

    @classmethod
    def described(cls, answer: Mapping[str, Any]) -> Self:
        """Read SageMaker's description."""
        catalog = answer.get("OfflineStoreConfig", {}).get("DataCatalogConfig")
        return cls(
            name=answer["FeatureGroupName"],
            identifier=answer["RecordIdentifierFeatureName"],
            event_time=answer["EventTimeFeatureName"],
            types={one["FeatureName"]: one["FeatureType"] for one in answer["FeatureDefinitions"]},
            table=(catalog["Database"], catalog["TableName"]) if catalog else None,
        )
