"""Changes of a feature group's schema that are refused: they replace it, lose data, or need two updates.

UpdateFeatureGroup takes one parameter at a time, FeatureAdditions or OnlineStoreConfig, and CloudFormation
sends what a template has changed (API reference, UpdateFeatureGroup).
"""

import re
from collections.abc import Iterator, Sequence

from config.feature_schema import FeatureGroupSchema
from config.feature_verdict import Change

MOST_ADDITIONS = 100
"""Features one UpdateFeatureGroup can add (FeatureAdditions)."""


def refusals(
    earlier: Sequence[FeatureGroupSchema], before: FeatureGroupSchema, after: FeatureGroupSchema
) -> Iterator[Change]:
    """Yield what stops `after` from following `before`, and `earlier` steps before that."""
    yield from _replacing(before, after)
    yield from _features(before, after)
    yield from _updates(before, after)
    yield from _reused(earlier, before, after)


def next_name(name: str) -> str:
    """Return the next version's name: `x` → `x_v2` → `x_v3`, and for a group `g` → `g-v2`."""
    if found := re.fullmatch(r"(.+[-_]v)(\d+)", name):
        return f"{found[1]}{int(found[2]) + 1}"
    return f"{name}_v2"


def _next_group(group: str) -> str:
    return next_name(group).replace("_v", "-v")


def _beside(group: str) -> str:
    """Return the plan for what only a new group can have."""
    new = _next_group(group)
    return (
        f"copy {group}.toml to {new}.toml with the change, add {new} to [features] groups, fill it, move "
        f"what reads {group} to it; keep {group} until nothing asks for it"
    )


def _replacing(before: FeatureGroupSchema, after: FeatureGroupSchema) -> Iterator[Change]:
    for path, old, new in (
        ("name", before.name, after.name),
        ("record_identifier", before.record_identifier, after.record_identifier),
        ("event_time", before.event_time, after.event_time),
        ("online.storage", before.online.storage, after.online.storage),
    ):
        if old != new:
            what = f"{old} → {new} replaces the group, and its records are not carried over"
            yield Change(path=path, what=what, plan=_beside(before.name))
    if before.online.ttl and not after.online.ttl:
        what = "UpdateFeatureGroup takes a time to live away by nulls, which a template cannot say"
        yield Change(
            path="online.ttl", what=what, plan="set a long one, such as { unit = 'Weeks', value = 5200 }"
        )


def _features(before: FeatureGroupSchema, after: FeatureGroupSchema) -> Iterator[Change]:
    added = _added(before, after)
    for name, feature in before.features.items():
        if name not in after.features:
            yield _removed(
                name, feature.type, [new for new in added if after.features[new].type == feature.type]
            )
        elif (new := after.features[name].type) != feature.type:
            what = f"{feature.type} → {new}: a feature keeps its type, and what is stored would not fit it"
            plan = (
                f"keep {name} as {feature.type}, add {next_name(name)} as {new}, send both, move the readers"
            )
            yield Change(path=f"features.{name}.type", what=what, plan=plan)


def _updates(before: FeatureGroupSchema, after: FeatureGroupSchema) -> Iterator[Change]:
    """Find what takes more than one update: one adds some features, or changes the time to live."""
    added, old, new = _added(before, after), before.online.ttl, after.online.ttl
    if len(added) > MOST_ADDITIONS:
        what = f"{len(added)} new features, and one update adds {MOST_ADDITIONS}"
        yield Change(path="features", what=what, plan=f"accept and deploy them {MOST_ADDITIONS} at a time")
    if added and new and old != new:
        what = (
            f"{old or 'none'} → {new} beside new features: one update adds features or changes this, not both"
        )
        kept = f"leave it at {old}" if old else "leave it out"
        plan = f"{kept}, accept and deploy the features; then set {new}, accept and deploy it"
        yield Change(path="online.ttl", what=what, plan=plan)


def _added(before: FeatureGroupSchema, after: FeatureGroupSchema) -> list[str]:
    return [name for name in after.features if name not in before.features]


def _removed(name: str, type_: str, likely: list[str]) -> Change:
    what = "is gone: Feature Store removes no feature, and replacing the group would lose its records"
    plan = f"keep [features.{name}] and stop sending it; records without it have null"
    if len(likely) == 1:
        what = (
            f"looks renamed to {likely[0]}: Feature Store renames nothing, and what is stored keeps its name"
        )
        plan = f"keep [features.{name}] ({type_}) beside {likely[0]} and send both until nothing reads it"
    return Change(path=f"features.{name}", what=what, plan=plan)


def _reused(
    earlier: Sequence[FeatureGroupSchema], before: FeatureGroupSchema, after: FeatureGroupSchema
) -> Iterator[Change]:
    """Find new features whose name something stored has already: in other case, or in the past."""
    stored = {name.lower(): name for name in before.features}
    past = {name: feature.type for schema in earlier for name, feature in schema.features.items()}
    for name, feature in after.features.items():
        if name in before.features:
            continue
        if other := stored.get(name.lower()):
            what = f"is {other} to the Glue catalog, which knows no case: their values would share a column"
            yield Change(path=f"features.{name}", what=what, plan=f"call it {next_name(name)}")
        elif past.get(name, feature.type) != feature.type:
            what = (
                f"was {past[name]} in the past, and the offline store still has those values under this name"
            )
            yield Change(path=f"features.{name}", what=what, plan=f"call it {next_name(name)}")
