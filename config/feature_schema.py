"""A feature group's schema: config/feature_groups/<group>.toml as frozen types."""

import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from config.types import Section

FOLDER = Path(__file__).parent / "feature_groups"
HISTORY = ".history"
"""Ends the stem of the file beside a schema that says what of it was accepted."""

RESERVED = ("is_deleted", "write_time", "api_invocation_time")
"""Columns that Feature Store adds to the offline store (API reference, CreateFeatureGroup)."""
MOST_FEATURES = 2_500

GroupName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,30}$")]


def _not_reserved(name: str) -> str:
    if name.lower() in RESERVED:
        raise ValueError(f"is a column that Feature Store adds itself; call it {name}_of_source")
    return name


FeatureName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-zA-Z0-9]([-_]*[a-zA-Z0-9]){0,63}$", max_length=64),
    AfterValidator(_not_reserved),
]


class Ttl(Section):
    """How long after its event time a record stays in the online store."""

    unit: Literal["Seconds", "Minutes", "Hours", "Days", "Weeks"]
    value: Annotated[int, Field(ge=1)]

    def __str__(self) -> str:
        return f"{self.value} {self.unit}"


class OnlineStore(Section):
    """What GetRecord reads. `InMemory` is a cluster that is paid by the hour, and takes minutes to make."""

    storage: Literal["Standard", "InMemory"] = "Standard"
    ttl: Ttl | None = None


class Feature(Section):
    """One column; the description is for people and is not deployed."""

    type: Literal["Integral", "Fractional", "String"]
    description: Annotated[str, Field(min_length=1)]


class FeatureGroupSchema(Section):
    """A group with an online store and an Iceberg table as its offline store.

    Nothing here names an environment: every environment that has the group has this schema of it.
    """

    name: GroupName
    description: Annotated[str, Field(min_length=1)]
    """For people only: CloudFormation would replace a group whose Description changes."""
    record_identifier: FeatureName
    event_time: FeatureName
    online: OnlineStore = OnlineStore()
    features: Annotated[dict[FeatureName, Feature], Field(min_length=2, max_length=MOST_FEATURES)]

    @model_validator(mode="after")
    def _refuse_what_aws_refuses(self) -> Self:
        for role in ("record_identifier", "event_time"):
            if (name := getattr(self, role)) not in self.features:
                raise ValueError(f"{role}: {name} is not one of [features.*]; add [features.{name}]")
        if self.features[self.event_time].type == "Integral":
            raise ValueError(f"features.{self.event_time}.type: an event time is String or Fractional")
        if self.features[self.record_identifier].type == "Fractional":
            raise ValueError(
                f"features.{self.record_identifier}.type: an identifier is String or Integral: "
                "the text of a fraction is not one text"
            )
        seen: dict[str, str] = {}
        for name in self.features:
            if (other := seen.setdefault(name.lower(), name)) != name:
                raise ValueError(f"features.{name}: is {other} to the Glue catalog, which knows no case")
        return self


def schema_names(folder: Path = FOLDER) -> list[str]:
    """List the groups that have a schema, sorted."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def read_schema(group: str, *, folder: Path = FOLDER) -> FeatureGroupSchema:
    """Read and check one schema; `FileNotFoundError` if there is none, `ValueError` if it is not one."""
    path = folder / f"{group}.toml"
    schema = FeatureGroupSchema.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    if schema.name != group:
        raise ValueError(f"name: is {schema.name}, and the file is {path.name}; a group keeps its name")
    return schema
