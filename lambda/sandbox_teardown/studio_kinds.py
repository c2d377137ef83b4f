"""What a student has in the Studio domain: spaces are told by their owner, Canvas by its profile."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sandbox_teardown.calls import PAGE, ask, every
from sandbox_teardown.sandbox import Sandbox
from sandbox_teardown.thing import Kind, Thing

DELETED = "Deleted"
"""AWS lists a deleted app for a day more; one that failed to start is deleted like the others."""


class Studio:
    """The domain's apps, spaces and profiles that are the student's. `sagemaker` is a boto3 client."""

    def __init__(self, *, sagemaker: Any, domain_id: str, sandbox: Sandbox) -> None:
        self._sagemaker, self._domain, self._sandbox = sagemaker, domain_id, sandbox

    def apps(self) -> Kind:
        """Apps of the student's spaces."""

        def places() -> Iterator[dict[str, str]]:
            yield from ({"SpaceNameEquals": space["SpaceName"]} for space in self._spaces())

        return self._apps("app", places)

    def canvas(self) -> Kind:
        """Apps of the student's profile, as Canvas is."""
        return self._apps("app of the profile", lambda: [{"UserProfileNameEquals": self._sandbox.name}])

    def spaces(self) -> Kind:
        """Return the spaces that the student owns, with their disks."""

        def left() -> Iterator[Thing]:
            for space in self._spaces():
                call = {"SpaceName": space["SpaceName"]}
                yield Thing(name=space["SpaceName"], status=space["Status"], call=call)

        delete = self._sagemaker.delete_space
        return Kind(label="space", left=left, remove=lambda it: ask(delete, DomainId=self._domain, **it.call))

    def profile(self) -> Kind:
        """Return the student's profile."""

        def left() -> Iterator[Thing]:
            request = {"DomainIdEquals": self._domain, "UserProfileNameContains": self._sandbox.name}
            for one in every(self._sagemaker.list_user_profiles, "UserProfiles", **PAGE, **request):
                name = one["UserProfileName"]
                if name == self._sandbox.name:
                    yield Thing(name=name, status=one["Status"], call={"UserProfileName": name})

        delete = self._sagemaker.delete_user_profile
        return Kind(
            label="user profile", left=left, remove=lambda it: ask(delete, DomainId=self._domain, **it.call)
        )

    def _apps(self, label: str, places: Callable[[], Iterable[dict[str, str]]]) -> Kind:
        """Return the apps of some places, each of which is asked for alone: a domain has a class's apps."""

        def left() -> Iterator[Thing]:
            found, domain = self._sagemaker.list_apps, {"DomainIdEquals": self._domain}
            for place in places():
                for app in every(found, "Apps", **PAGE, **domain, **place):
                    if app["Status"] != DELETED:
                        names = ("UserProfileName", "SpaceName", "AppType", "AppName")
                        call = {name: app[name] for name in names if app.get(name)}
                        yield Thing(name="/".join(call.values()), status=app["Status"], call=call)

        delete = self._sagemaker.delete_app
        return Kind(label=label, left=left, remove=lambda it: ask(delete, DomainId=self._domain, **it.call))

    def _spaces(self) -> Iterator[dict[str, Any]]:
        """Yield them: what another profile owns is not the student's, whatever it is called."""
        request = {"DomainIdEquals": self._domain, "SpaceNameContains": self._sandbox.name}
        for space in every(self._sagemaker.list_spaces, "Spaces", **PAGE, **request):
            owner = space.get("OwnershipSettingsSummary", {}).get("OwnerUserProfileName")
            if owner == self._sandbox.name or (not owner and self._sandbox.owns(space["SpaceName"])):
                yield space
