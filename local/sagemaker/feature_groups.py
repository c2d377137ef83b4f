"""Feature groups: kept as records, with an online store at once and an Iceberg table a moment later."""

import contextvars
import threading
from datetime import UTC, datetime
from typing import Any

from ministack.core.responses import get_account_id, get_region

from local.feature_store.offline import KIND, create_table, writer
from local.feature_store.online import store
from local.sagemaker.errors import ServiceError
from local.sagemaker.kinds import Kind, generic, new_record
from local.sagemaker.listing import listed
from local.sagemaker.operations import MODEL, Answer, Request, operation
from local.sagemaker.records import Record, records

FEATURE_GROUP = Kind(
    name=KIND,
    identifier="FeatureGroupName",
    resource="feature-group",
    at_creation={"FeatureGroupStatus": "Creating", "NextToken": ""},
)
_RESERVED = ("is_deleted", "write_time", "api_invocation_time")
_UPDATES = ("FeatureAdditions", "OnlineStoreConfig", "ThroughputConfig")

generic(FEATURE_GROUP, verbs=("Describe",))


@operation("CreateFeatureGroup")
def create_feature_group(request: Request) -> Answer:
    """Keep a group; `Created` at once without an offline store, else when its table is there."""
    _check(request)
    mode = request.get("ThroughputConfig", {"ThroughputMode": "OnDemand"})
    offline = {"OfflineStoreConfig": _resolved(request)} if "OfflineStoreConfig" in request else {}
    status = {"OfflineStoreStatus": {"Status": "Active"}} if offline else {}
    record = new_record(FEATURE_GROUP, {**request, **offline, **status, "ThroughputConfig": mode})
    name = request["FeatureGroupName"]
    if not offline or offline["OfflineStoreConfig"].get("DisableGlueTableCreation"):
        return records.update(KIND, name, FeatureGroupStatus="Created")
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(create_table, name), daemon=True).start()
    return record


@operation("UpdateFeatureGroup")
def update_feature_group(request: Request) -> Answer:
    """Add features, or change the time to live or the throughput: one of them a call, and nothing else."""
    name = _name(request)
    group = records.get(KIND, name)
    given = [member for member in _UPDATES if member in request]
    if len(given) != 1:
        raise ServiceError(message=f"Give exactly one of {', '.join(_UPDATES)}.")
    changes = _changed(group, request)
    done = {"LastUpdateStatus": {"Status": "Successful"}}
    record = records.update(KIND, name, **changes, **done)
    if "OfflineStoreConfig" in group:
        writer.add(_key(name))
    return record


@operation("ListFeatureGroups")
def list_feature_groups(request: Request) -> Answer:
    """Return the groups, by name, status and time."""
    wanted = dict(request)
    found = records.list(KIND)
    if status := wanted.pop("FeatureGroupStatusEquals", None):
        found = [group for group in found if group["FeatureGroupStatus"] == status]
    if status := wanted.pop("OfflineStoreStatusEquals", None):
        found = [group for group in found if group.get("OfflineStoreStatus", {}).get("Status") == status]
    return {"NextToken": ""} | listed(
        model=MODEL.operation_model("ListFeatureGroups"), found=found, request=wanted
    )


@operation("DeleteFeatureGroup")
def delete_feature_group(request: Request) -> Answer:
    """Forget a group and its online store; its table and files stay, as on AWS."""
    name = _name(request)
    records.delete(KIND, name)
    store.forget(_key(name))
    return {}


def _check(request: Request) -> None:
    names = [one["FeatureName"] for one in request["FeatureDefinitions"]]
    for role in ("RecordIdentifierFeatureName", "EventTimeFeatureName"):
        if request[role] not in names:
            raise ServiceError(message=f"{role} {request[role]} is not among the FeatureDefinitions.")
    if len({name.lower() for name in names}) < len(names):
        raise ServiceError(message="FeatureDefinitions has a feature name twice.")
    if taken := [name for name in names if name.lower() in _RESERVED]:
        raise ServiceError(message=f"FeatureDefinitions: the name {taken[0]} is reserved.")
    types = {one["FeatureName"]: one["FeatureType"] for one in request["FeatureDefinitions"]}
    if types[request["EventTimeFeatureName"]] == "Integral":
        raise ServiceError(message="The event time feature must be String or Fractional.")
    if not (request.get("OnlineStoreConfig", {}).get("EnableOnlineStore") or "OfflineStoreConfig" in request):
        raise ServiceError(message="Give at least one of OnlineStoreConfig and OfflineStoreConfig.")
    if request.get("OfflineStoreConfig", {}).get("TableFormat", "Iceberg") != "Iceberg":
        message = "Only offline stores with TableFormat Iceberg are emulated locally."
        raise ServiceError(code="NotEmulatedLocally", message=message, status=501)


def _resolved(request: Request) -> dict[str, Any]:
    """Return the offline store with the place and the table that AWS gives it where none is named."""
    config, now = request["OfflineStoreConfig"], int(datetime.now(UTC).timestamp())
    name, uri = request["FeatureGroupName"], config["S3StorageConfig"]["S3Uri"].rstrip("/")
    where = f"{uri}/{get_account_id()}/sagemaker/{get_region()}/offline-store/{name}-{now}/data"
    catalog = {
        "Catalog": "AwsDataCatalog",
        "Database": "sagemaker_featurestore",
        "TableName": f"{name}_{now}".replace("-", "_").lower(),
    }
    return {
        "TableFormat": "Iceberg",
        "DisableGlueTableCreation": False,
        "DataCatalogConfig": catalog,
        **config,
        "S3StorageConfig": {**config["S3StorageConfig"], "ResolvedOutputS3Uri": where},
    }


def _changed(group: Record, request: Request) -> dict[str, Any]:
    if additions := request.get("FeatureAdditions"):
        known = {one["FeatureName"].lower() for one in group["FeatureDefinitions"]}
        if taken := [one["FeatureName"] for one in additions if one["FeatureName"].lower() in known]:
            raise ServiceError(message=f"Feature {taken[0]} is in the feature group already.")
        return {"FeatureDefinitions": [*group["FeatureDefinitions"], *additions]}
    if online := request.get("OnlineStoreConfig"):
        return {"OnlineStoreConfig": {**group.get("OnlineStoreConfig", {}), **online}}
    return {"ThroughputConfig": request["ThroughputConfig"]}


def _name(request: Request) -> str:
    return str(request["FeatureGroupName"]).rsplit("/", 1)[-1]


def _key(name: str) -> tuple[str, str, str]:
    return get_account_id(), get_region(), name
