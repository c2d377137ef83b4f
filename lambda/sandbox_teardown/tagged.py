"""Is there what the tag index names? It remembers for hours what is deleted; SageMaker's lists do not."""

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from sandbox_teardown.domain import records
from sandbox_teardown.sagemaker_lists import lists_of_sagemaker
from sandbox_teardown.sandbox import Sandbox


class Tagged:
    """Asks SageMaker's own lists; each is read once. `domain_id` is Studio's."""

    def __init__(self, sagemaker: Any, sandbox: Sandbox, *, domain_id: str) -> None:
        self._sagemaker, self._sandbox, self._domain = sagemaker, sandbox, domain_id
        self._lists = {one.resource: one for one in lists_of_sagemaker(sagemaker) if one.resource}
        self._names: dict[tuple[str, str], frozenset[str]] = {}

    def there(self, arn: str) -> bool:
        """Tell whether it is there; what no list can tell, or none may be read, counts as there."""
        service, kind, name = _parts(arn)
        if service != "sagemaker":
            return True
        try:
            if kind in ("app", "space", "user-profile"):
                return self._in_studio(kind, name)
            if kind == "model-package" and "/" in name:
                kind = "model-package-group"  # whose versions keep it
            listed = self._lists.get(kind)
            return listed is None or name.partition("/")[0].lower() in self._shown(kind, name)
        except ClientError:
            return True

    def _shown(self, kind: str, name: str) -> frozenset[str]:
        """Return the names in the list of a kind as ARNs write them; filtered for the student's own names."""
        beginning = self._sandbox.name if self._sandbox.owns(name) else ""
        if (kind, beginning) not in self._names:
            shown = frozenset(name.lower() for name, _ in self._lists[kind].records(beginning))
            self._names[kind, beginning] = shown
        return self._names[kind, beginning]

    def _in_studio(self, kind: str, path: str) -> bool:
        domain, _, rest = path.partition("/")
        if domain != self._domain:
            return True
        if kind == "app":
            return rest in self._apps(rest.partition("/")[0])
        found, member, name, asked = {
            "space": (self._sagemaker.list_spaces, "Spaces", "SpaceName", "SpaceNameContains"),
            "user-profile": (
                self._sagemaker.list_user_profiles,
                "UserProfiles",
                "UserProfileName",
                "UserProfileNameContains",
            ),
        }[kind]
        return rest in (
            record[name] for record in records(found, member, domain_id=self._domain, **{asked: rest})
        )

    def _apps(self, owner: str) -> Iterator[str]:
        """Yield apps of a space or a profile as their ARNs write them; deleted ones are listed for a day."""
        for asked in ("SpaceNameEquals", "UserProfileNameEquals"):
            for app in records(self._sagemaker.list_apps, "Apps", domain_id=self._domain, **{asked: owner}):
                if app["Status"] != "Deleted":
                    yield f"{owner}/{app['AppType'].lower()}/{app['AppName']}"
                    yield f"{owner}/{app['AppType']}/{app['AppName']}"


def _parts(arn: str) -> tuple[str, str, str]:
    """Return service, kind and name: `arn:aws:sagemaker:REGION:ACCOUNT:endpoint/NAME`."""
    _, _, service, _, _, resource = arn.split(":", 5)
    kind, _, name = resource.partition("/")
    return service, kind, name
