"""Studio: who has a profile, what an app of theirs opens on, and the disk of their space."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cli.declared.resource import Resource, of_type

APPS = ("JupyterLabAppSettings", "CodeEditorAppSettings")


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One person: a profile, at most one space of theirs, a role; `machine` is what an app opens on.

    A student's space is declared nowhere, but made with the first app: it is counted, of the domain's size.
    """

    where: str
    user: str
    class_name: str | None
    """Of a student."""
    machine: str | None
    disk_gb: float
    spaces: int
    roles: int
    policies: int
    canvas: bool
    idle_minutes: int | None
    """After so long without work an app stops by itself, None where nothing stops it."""


def seats(resources: Sequence[Resource]) -> Iterator[Seat]:
    """Read every profile with what belongs to it."""
    domains = of_type(resources, "AWS::SageMaker::Domain")
    shared = _settings(domains[0]) if len(domains) == 1 else {}
    stacks: dict[str, list[Resource]] = {}
    for one in resources:
        stacks.setdefault(one.stack, []).append(one)
    for profile in of_type(resources, "AWS::SageMaker::UserProfile"):
        domain = next((d for d in domains if d.is_named_by(profile.properties.get("DomainId"))), None)
        yield _seat(profile, stacks[profile.stack], common=_settings(domain) if domain else shared)


def _seat(profile: Resource, beside: Sequence[Resource], *, common: dict[str, Any]) -> Seat:
    user = str(profile.properties["UserProfileName"])
    own = [space for space in of_type(beside, "AWS::SageMaker::Space") if _owner(space) == user]
    class_name = _tag(profile, "class")
    disk_gb = sum(_disk(space.properties.get("SpaceSettings", {})) for space in own)
    return Seat(
        where=profile.where,
        user=user,
        class_name=class_name,
        machine=_first(own, _opens_on) or _opens_on(common),
        disk_gb=disk_gb or (_disk(common) if class_name else 0),
        spaces=len(own) or int(class_name is not None),
        roles=len(_roles(profile, beside)),
        policies=_policies(profile, beside),
        canvas=_canvas(profile, beside),
        idle_minutes=_idle(common),
    )


def _settings(domain: Resource) -> dict[str, Any]:
    settings: dict[str, Any] = domain.properties["DefaultUserSettings"]
    return settings


def _tag(resource: Resource, key: str) -> str | None:
    tags = resource.properties.get("Tags", [])
    return next((str(tag["Value"]) for tag in tags if tag["Key"] == key), None)


def _owner(space: Resource) -> str | None:
    owner: str | None = space.properties.get("OwnershipSettings", {}).get("OwnerUserProfileName")
    return owner


def _first(spaces: Sequence[Resource], read: Any) -> str | None:
    found = (read(space.properties.get("SpaceSettings", {})) for space in spaces)
    return next((one for one in found if one), None)


def _opens_on(settings: dict[str, Any]) -> str | None:
    found = (settings.get(app, {}).get("DefaultResourceSpec", {}).get("InstanceType") for app in APPS)
    return next((one for one in found if one), None)


def _disk(settings: dict[str, Any]) -> float:
    """Return a space's size, or what the domain gives a space that names none."""
    storage = settings.get("SpaceStorageSettings", {})
    own = storage.get("EbsStorageSettings", storage.get("DefaultEbsStorageSettings", {}))
    return float(own.get("EbsVolumeSizeInGb", own.get("DefaultEbsVolumeSizeInGb", 0)))


def _idle(settings: dict[str, Any]) -> int | None:
    idle = settings.get(APPS[0], {}).get("AppLifecycleManagement", {}).get("IdleSettings", {})
    return int(idle["IdleTimeoutInMinutes"]) if idle.get("LifecycleManagement") == "ENABLED" else None


def _roles(profile: Resource, beside: Sequence[Resource]) -> list[Resource]:
    role = profile.properties.get("UserSettings", {}).get("ExecutionRole")
    return [one for one in of_type(beside, "AWS::IAM::Role") if one.is_named_by(role)]


def _policies(profile: Resource, beside: Sequence[Resource]) -> int:
    """Count the policies of the person's own role."""
    roles = _roles(profile, beside)
    attached = [policy.properties.get("Roles", ()) for policy in of_type(beside, "AWS::IAM::ManagedPolicy")]
    return sum(any(role.is_named_by(to) for role in roles for to in each) for each in attached)


def _canvas(profile: Resource, beside: Sequence[Resource]) -> bool:
    """Tell whether the profile has Canvas settings, which a custom resource writes."""
    settings = of_type(beside, "Custom::CanvasSettings")
    user = profile.properties["UserProfileName"]
    return any(one.properties.get("UserProfileName") == user for one in settings)
