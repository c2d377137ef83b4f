"""The stages of core.py on SageMaker."""

from collections.abc import Iterator, Sequence
from typing import Any

from studio_cleanup.calls import ask, every, reason
from studio_cleanup.core import Thing


class Apps:
    """Apps of the domain, or of one owner in it: those of spaces, and those of profiles, as Canvas is."""

    def __init__(self, *, sagemaker: Any, domain_id: str, owner: str | None = None) -> None:
        self._sagemaker, self._domain, self._owner = sagemaker, domain_id, owner

    def left(self) -> Iterator[Thing]:
        """Yield them; the deleted are listed for a day more, and those that failed to start block nothing."""
        for app in self._those():
            if app["Status"] not in ("Deleted", "Failed"):
                names = ("UserProfileName", "SpaceName", "AppType", "AppName")
                call = {name: app[name] for name in names if app.get(name)}
                yield Thing(label=f"app {'/'.join(call.values())}", status=app["Status"], call=call)

    def _those(self) -> Iterator[dict[str, Any]]:
        apps = every(self._sagemaker.list_apps, "Apps", DomainIdEquals=self._domain)
        if self._owner is None:
            yield from apps
            return
        spaces = _spaces(self._sagemaker, domain_id=self._domain, owner=self._owner)
        owned = {space["SpaceName"] for space in spaces}
        for app in apps:
            if app.get("UserProfileName") == self._owner or app.get("SpaceName") in owned:
                yield app

    def delete(self, thing: Thing) -> None:
        """DeleteApp."""
        ask(self._sagemaker.delete_app, DomainId=self._domain, **thing.call)

    def why(self, thing: Thing) -> str:
        """Say what SageMaker says of an app: its status."""
        return thing.status


class Spaces:
    """Spaces of the domain or of one owner; CloudFormation takes its own for deleted when they are gone."""

    def __init__(self, *, sagemaker: Any, domain_id: str, owner: str | None = None) -> None:
        self._sagemaker, self._domain, self._owner = sagemaker, domain_id, owner

    def left(self) -> Iterator[Thing]:
        """Yield them."""
        for space in _spaces(self._sagemaker, domain_id=self._domain, owner=self._owner):
            call = {"SpaceName": space["SpaceName"]}
            yield Thing(label=f"space {space['SpaceName']}", status=space["Status"], call=call)

    def delete(self, thing: Thing) -> None:
        """DeleteSpace."""
        ask(self._sagemaker.delete_space, DomainId=self._domain, **thing.call)

    def why(self, thing: Thing) -> str:
        """Return the space's FailureReason."""
        return reason(self._sagemaker.describe_space, thing, DomainId=self._domain)


class Profiles:
    """The profiles that the stack does not own: someone made them by hand."""

    def __init__(self, *, sagemaker: Any, domain_id: str, owned: Sequence[str]) -> None:
        self._sagemaker, self._domain, self._owned = sagemaker, domain_id, owned

    def left(self) -> Iterator[Thing]:
        """Yield them."""
        for profile in every(self._sagemaker.list_user_profiles, "UserProfiles", DomainIdEquals=self._domain):
            name = profile["UserProfileName"]
            if name not in self._owned:
                yield Thing(label=f"profile {name}", status=profile["Status"], call={"UserProfileName": name})

    def delete(self, thing: Thing) -> None:
        """DeleteUserProfile."""
        ask(self._sagemaker.delete_user_profile, DomainId=self._domain, **thing.call)

    def why(self, thing: Thing) -> str:
        """Return the profile's FailureReason."""
        return reason(self._sagemaker.describe_user_profile, thing, DomainId=self._domain)


def _spaces(sagemaker: Any, *, domain_id: str, owner: str | None) -> Iterator[dict[str, Any]]:
    """Yield the domain's spaces, or those that one profile owns."""
    for space in every(sagemaker.list_spaces, "Spaces", DomainIdEquals=domain_id):
        if owner in (None, space.get("OwnershipSettingsSummary", {}).get("OwnerUserProfileName")):
            yield space
