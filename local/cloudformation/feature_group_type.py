"""AWS::SageMaker::FeatureGroup: made, added to in place, and never replaced under its own name."""

import time
from typing import Any

from local import aws
from local.cloudformation.handlers import Created, Properties, register
from local.cloudformation.provision import executed
from local.cloudformation.sagemaker_type import SageMakerType

CREATE_ONLY = (
    "Description",
    "EventTimeFeatureName",
    "FeatureGroupName",
    "OfflineStoreConfig",
    "RecordIdentifierFeatureName",
    "RoleArn",
    "Tags",
)
_CREATE_ONLY_ONLINE = ("EnableOnlineStore", "SecurityConfig", "StorageType")
_WAIT_SECONDS = 60.0


class FeatureGroupType(SageMakerType):
    """The group is there when its table is. An update is one call for each part that the API takes."""

    def create(self, logical_id: str, properties: Properties, stack: str) -> Created:
        """Create, and wait; a group that failed is deleted again, as its name would be in the way."""
        created = super().create(logical_id, properties, stack)
        described = _settled(properties[self.name])
        if described["FeatureGroupStatus"] != "Created":
            self.delete(created[0], properties)
            raise ValueError(f"{logical_id}: {described.get('FailureReason', 'the group was not created')}")
        return created

    def update(self, physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
        """Add features, change the time to live or the throughput; anything else would be another group."""
        self._refuse_replacement(physical_id, old, new)
        before = {one["FeatureName"]: one["FeatureType"] for one in old["FeatureDefinitions"]}
        after = {one["FeatureName"]: one["FeatureType"] for one in new["FeatureDefinitions"]}
        if lost := [name for name, type_ in before.items() if after.get(name) != type_]:
            raise ValueError(f"{physical_id}: feature {lost[0]} can be neither removed nor changed")
        added = [one for one in new["FeatureDefinitions"] if one["FeatureName"] not in before]
        if added:
            self._run("Update", {self.name: physical_id, "FeatureAdditions": added})
        if (ttl := _ttl(new)) != _ttl(old) and ttl:
            self._run("Update", {self.name: physical_id, "OnlineStoreConfig": {"TtlDuration": ttl}})
        if (units := new.get("ThroughputConfig")) and units != old.get("ThroughputConfig"):
            self._run("Update", {self.name: physical_id, "ThroughputConfig": units})
        return physical_id, {}

    def _refuse_replacement(self, physical_id: str, old: Properties, new: Properties) -> None:
        parts = {name: (old.get(name), new.get(name)) for name in CREATE_ONLY}
        for name in _CREATE_ONLY_ONLINE:
            path = f"OnlineStoreConfig.{name}"
            parts[path] = tuple(each.get("OnlineStoreConfig", {}).get(name) for each in (old, new))
        if changed := [name for name, (before, after) in parts.items() if before != after]:
            raise ValueError(
                "CloudFormation cannot update a stack when a custom-named resource requires replacing. "
                f"Rename {physical_id} and update the stack again. ({changed[0]} has changed.)"
            )


def _ttl(properties: Properties) -> Any:
    return properties.get("OnlineStoreConfig", {}).get("TtlDuration")


def _settled(name: str) -> dict[str, Any]:
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        described: dict[str, Any] = aws.client("sagemaker").describe_feature_group(FeatureGroupName=name)
        if described["FeatureGroupStatus"] != "Creating" or time.monotonic() > deadline:
            return described
        time.sleep(0.02)


def install() -> None:
    """Register the type. Replacement is refused by its own words, so nothing here asks for one."""
    type_ = FeatureGroupType("FeatureGroup", reference="FeatureGroupName", attributes=(), longest=64)
    register(
        "AWS::SageMaker::FeatureGroup",
        provision=executed(
            "records online in memory, and offline in Iceberg tables; role, KMS and units recorded"
        ),
        create=type_.create,
        update=type_.update,
        delete=type_.delete,
        replaced_by=("FeatureGroupName",),
        blocks=True,
    )
