"""Studio: who has a profile, what an app of theirs opens on, and the disk of their space."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cli.declared.resource import Resource, of_type

APPS = ("JupyterLabAppSettings", "CodeEditorAppSettings")


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One person: a profile, at most one space of theirs, a role; `machine` is what an app opens on."""

    where: str
    user: str
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
    for profile in of_type(resources, "AWS::SageMaker::UserProfile"):
        user = str(profile.properties["UserProfileName"])
        domain = next((d for d in domains if d.is_named_by(profile.properties.get("DomainId"))), None)
        common = domain.properties["DefaultUserSettings"] if domain else {}
        own = [s for s in profile.beside(resources, type="AWS::SageMaker::Space") if _owner(s) == user]
        yield Seat(
            where=profile.where,
            user=user,
            machine=_first(own, _opens_on) or _opens_on(common),
            disk_gb=sum(_disk(space) for space in own),
            spaces=len(own),
            roles=len(_roles(profile, resources)),
            policies=_policies(profile, resources),
            canvas=_canvas(profile, resources),
            idle_minutes=_idle(common),
        )


def _owner(space: Resource) -> str | None:
    owner: str | None = space.properties.get("OwnershipSettings", {}).get("OwnerUserProfileName")
    return owner


def _first(spaces: Sequence[Resource], read: Any) -> str | None:
    found = (read(space.properties.get("SpaceSettings", {})) for space in spaces)
    return next((one for one in found if one), None)


def _opens_on(settings: dict[str, Any]) -> str | None:
    found = (settings.get(app, {}).get("DefaultResourceSpec", {}).get("InstanceType") for app in APPS)
    return next((one for one in found if one), None)


def _disk(space: Resource) -> float:
    storage = space.properties.get("SpaceSettings", {}).get("SpaceStorageSettings", {})
    return float(storage.get("EbsStorageSettings", {}).get("EbsVolumeSizeInGb", 0))


def _idle(settings: dict[str, Any]) -> int | None:
    idle = settings.get(APPS[0], {}).get("AppLifecycleManagement", {}).get("IdleSettings", {})
    return int(idle["IdleTimeoutInMinutes"]) if idle.get("LifecycleManagement") == "ENABLED" else None


def _roles(profile: Resource, resources: Sequence[Resource]) -> list[Resource]:
    role = profile.properties.get("UserSettings", {}).get("ExecutionRole")
    return [one for one in profile.beside(resources, type="AWS::IAM::Role") if one.is_named_by(role)]


def _policies(profile: Resource, resources: Sequence[Resource]) -> int:
    """Count the policies of the person's own role."""
    roles = _roles(profile, resources)
    policies = profile.beside(resources, type="AWS::IAM::ManagedPolicy")
    attached = [p.properties.get("Roles", ()) for p in policies]
    return sum(any(role.is_named_by(to) for role in roles for to in each) for each in attached)


def _canvas(profile: Resource, resources: Sequence[Resource]) -> bool:
    """Tell whether the profile has Canvas settings, which a custom resource writes."""
    settings = profile.beside(resources, type="Custom::CanvasSettings")
    return any(
        one.properties.get("UserProfileName") == profile.properties["UserProfileName"] for one in settings
    )
