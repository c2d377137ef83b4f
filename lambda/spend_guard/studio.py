"""Apps and spaces of the Studio domain, whose owner AWS names."""

from collections.abc import Iterator, Mapping
from typing import Any

from spend_guard.listing import entries
from spend_guard.things import Machines, Thing

_RUNNING = ("Pending", "InService", "Deleting")
_CAN_END = ("Pending", "InService")
PAGE = 100
"""The most that a page of SageMaker's lists has (API reference, MaxResults)."""


def list_spaces(sagemaker: Any, *, domain: str, default_gigabytes: int) -> list[Thing]:
    """Return the disks: they cost from the first click until the space is deleted, app or no app."""
    return [
        _disk(space, default_gigabytes)
        for space in entries(sagemaker.list_spaces, "Spaces", DomainIdEquals=domain, MaxResults=PAGE)
    ]


def list_apps(
    sagemaker: Any, *, domain: str, owners: Mapping[str, str | None], default_type: str
) -> Iterator[Thing]:
    """Yield the apps, those too that ended within a day; `owners` are the spaces' owners by name."""
    for app in entries(sagemaker.list_apps, "Apps", DomainIdEquals=domain, MaxResults=PAGE):
        yield _app(app, owners=owners, default_type=default_type)


def _disk(space: Mapping[str, Any], default_gigabytes: int) -> Thing:
    storage = space.get("SpaceSettingsSummary", {}).get("SpaceStorageSettings", {})
    return Thing(
        kind="space",
        name=space["SpaceName"],
        created=space["CreationTime"],
        running=True,
        owner=space.get("OwnershipSettingsSummary", {}).get("OwnerUserProfileName"),
        gigabytes=int(storage.get("EbsStorageSettings", {}).get("EbsVolumeSizeInGb", default_gigabytes)),
        machines=(),
    )


def _app(app: Mapping[str, Any], *, owners: Mapping[str, str | None], default_type: str) -> Thing:
    """Return an app: one without a type runs on the domain's, and Canvas is paid by the session."""
    place = {key: app[key] for key in ("SpaceName", "UserProfileName") if app.get(key)}
    where = next(iter(place.values()), "")
    type_, name = app["AppType"], app["AppName"]
    machine = "canvas" if type_ == "Canvas" else app.get("ResourceSpec", {}).get("InstanceType", default_type)
    return Thing(
        kind="app",
        name=where,
        label=f"{where}/{type_}/{name}",
        created=app["CreationTime"],
        running=app["Status"] in _RUNNING,
        owner=place.get("UserProfileName") or owners.get(where),
        machines=(Machines(type=machine),),
        stop={"DomainId": app["DomainId"], **place, "AppType": type_, "AppName": name}
        if app["Status"] in _CAN_END
        else None,
    )
