"""The residue search in the Studio domain: whatever names the student anywhere, spaces by their owner too."""

from collections.abc import Callable, Iterator
from typing import Any

from sandbox_teardown.outside import pages
from sandbox_teardown.sandbox import Sandbox


def in_domain(sagemaker: Any, sandbox: Sandbox, *, domain_id: str) -> Iterator[str]:
    """Yield the student's spaces, apps and profile, as for people."""
    places = [{"UserProfileNameEquals": sandbox.name}]
    for space in records(sagemaker.list_spaces, "Spaces", domain_id=domain_id):
        if any(map(sandbox.owns, _texts(space))):
            places.append({"SpaceNameEquals": space["SpaceName"]})
            yield f"space {space['SpaceName']}"
    for place in places:
        for app in records(sagemaker.list_apps, "Apps", domain_id=domain_id, **place):
            if app["Status"] != "Deleted":
                names = (app.get(name) for name in ("UserProfileName", "SpaceName", "AppType", "AppName"))
                yield f"app {'/'.join(name for name in names if name)}"
    named = {"UserProfileNameContains": sandbox.name}
    for profile in records(sagemaker.list_user_profiles, "UserProfiles", domain_id=domain_id, **named):
        if sandbox.owns(profile["UserProfileName"]):
            yield f"user profile {profile['UserProfileName']}"


def records(
    found: Callable[..., dict[str, Any]], member: str, *, domain_id: str, **request: str
) -> Iterator[dict[str, Any]]:
    """Yield every record of one of the domain's lists; `member` of the answer has them."""
    asked = {"DomainIdEquals": domain_id, "MaxResults": 100} | request
    for page in pages(found, "NextToken", "NextToken", **asked):
        yield from page.get(member, [])


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, str):
        yield value
