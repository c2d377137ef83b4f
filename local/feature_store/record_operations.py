"""What the runtime does with records: the online store answers, the offline store remembers."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from ministack.core.responses import get_account_id, get_region

from local.feature_store.offline import KIND, writer
from local.feature_store.online import Kept, Key, store
from local.feature_store.values import checked, in_utc, moment_of, refused, seconds, types_of
from local.sagemaker.errors import ServiceError
from local.sagemaker.records import Record, records

_STORES = ["OnlineStore", "OfflineStore"]
Request = dict[str, Any]


def _put(request: Request) -> Request:
    group = _group(request["FeatureGroupName"])
    row = checked(request["Record"], group)
    stores, key = request.get("TargetStores", _STORES), _key(group)
    if "OnlineStore" in stores and _is_online(group):
        ttl = request.get("TtlDuration") or group["OnlineStoreConfig"].get("TtlDuration")
        store.put(key, row, seconds=seconds(ttl))
    _remember(group, stores, row.values, deleted=False)
    return {}


def _get(request: Request) -> Request:
    group = _group(request["FeatureGroupName"])
    _needs_online(group)
    kept = store.get(_key(group), request["RecordIdentifierValueAsString"])
    names = _names(group, request.get("FeatureNames"))
    return {} if kept is None else _found(kept, names, asked=request.get("ExpirationTimeResponse"))


def _batch_get(request: Request) -> Request:
    """Answer for many entities of several groups; what is not there is simply not among the records."""
    found, errors = [], []
    for wanted in request["Identifiers"]:
        name = wanted["FeatureGroupName"]
        for identifier in wanted["RecordIdentifiersValueAsString"]:
            one = {"FeatureGroupName": name, "RecordIdentifierValueAsString": identifier}
            more = {"FeatureNames": wanted["FeatureNames"]} if "FeatureNames" in wanted else {}
            expiry = {"ExpirationTimeResponse": request.get("ExpirationTimeResponse")}
            try:
                answer = _get(one | more | expiry)
            except ServiceError as error:
                errors.append(one | {"ErrorCode": error.code, "ErrorMessage": error.message})
            else:
                found += [one | answer] if answer else []
    return {"Records": found, "Errors": errors, "UnprocessedIdentifiers": []}


def _batch_write(request: Request) -> Request:
    errors = []
    for entry in request["Entries"]:
        ttl = entry.get("TtlDuration") or request.get("TtlDuration")
        try:
            _put(entry | ({"TtlDuration": ttl} if ttl else {}))
        except ServiceError as error:
            errors.append({"Entry": entry, "ErrorCode": error.code, "ErrorMessage": error.message})
    return {"Errors": errors, "UnprocessedEntries": []}


def _delete(request: Request) -> Request:
    """Forget online, and mark it offline; what a hard deletion refuses is not marked."""
    group = _group(request["FeatureGroupName"])
    identifier, time = request["RecordIdentifierValueAsString"], request["EventTime"]
    moment, stores = moment_of(time, group), request.get("TargetStores", _STORES)
    if "OnlineStore" in stores and _is_online(group):
        hard = request.get("DeletionMode") == "HardDelete"
        store.delete(_key(group), identifier, moment=moment, hard=hard)
    names = group["RecordIdentifierFeatureName"], group["EventTimeFeatureName"]
    _remember(group, stores, dict(zip(names, (identifier, time), strict=True)), deleted=True)
    return {}


def _group(name: str) -> Record:
    group = records.find_or_none(KIND, name.rsplit("/", 1)[-1])
    if group is None or group["FeatureGroupStatus"] not in ("Created", "Creating"):
        raise ServiceError(
            code="ResourceNotFound", message=f"Feature Group {name} was not found.", status=404
        )
    if group["FeatureGroupStatus"] == "Creating":
        raise refused(f"Feature Group {name} is still being created.")
    return group


def _key(group: Record) -> Key:
    return get_account_id(), get_region(), group["FeatureGroupName"]


def _is_online(group: Record) -> bool:
    return bool(group.get("OnlineStoreConfig", {}).get("EnableOnlineStore"))


def _needs_online(group: Record) -> None:
    if not _is_online(group):
        raise refused(f"Feature Group {group['FeatureGroupName']} has no OnlineStore.")


def _names(group: Record, asked: list[str] | None) -> list[str]:
    known = list(types_of(group))
    if unknown := [name for name in asked or [] if name not in known]:
        raise refused(f"FeatureNames: {unknown[0]} is no feature of {group['FeatureGroupName']}.")
    return known if asked is None else asked


def _found(kept: Kept, names: list[str], *, asked: str | None) -> Request:
    values = kept.row.values if kept.row else {}
    record = [{"FeatureName": name, "ValueAsString": values[name]} for name in names if name in values]
    expiring = asked == "Enabled" and kept.expires is not None
    more = {"ExpiresAt": in_utc(kept.expires)} if expiring and kept.expires is not None else {}
    return {"Record": record, **more} if record else more


def _remember(group: Record, stores: list[str], values: dict[str, str], *, deleted: bool) -> None:
    if "OfflineStore" not in stores or "OfflineStoreConfig" not in group:
        return
    from local.feature_store.table import Entry

    writer.add(_key(group), Entry(values=values, invoked=datetime.now(UTC), deleted=deleted))


OPERATIONS: dict[str, Callable[[Request], Request]] = {
    "PutRecord": _put,
    "GetRecord": _get,
    "BatchGetRecord": _batch_get,
    "BatchWriteRecord": _batch_write,
    "DeleteRecord": _delete,
}
