"""The guard of feature groups: what a changed schema would do to a group with data, and what to do instead.

CloudFormation updates a group in place when features are added, or its time to live or throughput changes. A
change of its identifier, event time, online storage or offline store is a new group, which AWS refuses under
the same name; a feature is neither removed nor changed (createOnlyProperties of AWS::SageMaker::FeatureGroup;
API reference, UpdateFeatureGroup). What is refused has an additive plan: new names beside the old ones.
"""

from collections.abc import Iterator, Sequence

from config.feature_refusals import refusals
from config.feature_schema import FeatureGroupSchema
from config.feature_verdict import Change, Outcome, Verdict


def judge(accepted: Sequence[FeatureGroupSchema], after: FeatureGroupSchema) -> Verdict:
    """Compare a schema with those that were accepted, oldest first: the last is what is deployed."""
    if not accepted:
        return Verdict(group=after.name, outcome="new")
    before = accepted[-1]
    refused = tuple(refusals(accepted[:-1], before, after))
    changes = (*refused, *_additive(before, after))
    outcome: Outcome = "refused" if refused else "additive" if changes else "unchanged"
    return Verdict(group=after.name, outcome=outcome, changes=changes)


def _additive(before: FeatureGroupSchema, after: FeatureGroupSchema) -> Iterator[Change]:
    for name, feature in after.features.items():
        if name not in before.features:
            what = f"new, {feature.type}: added in place; records put before have null"
            yield Change(path=f"features.{name}", what=what)
    old, new = before.online.ttl, after.online.ttl
    if new and old != new:
        what = f"{old or 'none'} → {new}: for records that are put from then on; those there keep theirs"
        yield Change(path="online.ttl", what=what)
