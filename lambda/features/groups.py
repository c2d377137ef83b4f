"""A group's schema as Feature Store describes it, kept for a minute: features can be added under a deploy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

SECONDS_KEPT = 60.0

Describe = Callable[[str], Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Group:
    """What a record's text means: `types` are Integral, Fractional or String, by feature."""

    identifier: str
    event_time: str
    types: Mapping[str, str]

    @property
    def features(self) -> tuple[str, ...]:
        """The features beside the identifier and the event time, in the order of the schema."""
        return tuple(name for name in self.types if name not in (self.identifier, self.event_time))


class Groups:
    """The groups that were described, by their names in AWS."""

    def __init__(self, *, describe: Describe, now: Callable[[], float]) -> None:
        self._describe = describe
        self._now = now
        self._kept: dict[str, tuple[float, Group]] = {}

    def find(self, name: str) -> Group:
        """Return a group, described now if it was not within the last minute."""
        since, group = self._kept.get(name, (0.0, None))
        if group is None or self._now() - since > SECONDS_KEPT:
            group = _read(self._describe(name))
            self._kept[name] = (self._now(), group)
        return group


def _read(described: Mapping[str, Any]) -> Group:
    return Group(
        identifier=described["RecordIdentifierFeatureName"],
        event_time=described["EventTimeFeatureName"],
        types={one["FeatureName"]: one["FeatureType"] for one in described["FeatureDefinitions"]},
    )
