"""Is anything left? Asked otherwise than the wiping did: by tag over all services, and by name once more.

The tables here are written anew, so that a mistake in how the wiping finds things would have to be made
twice. A list is asked for the student's names alone where it can be, or each search would read a whole class.
What AWS keeps as a record of what has ended, and what its tag index remembers, is told apart.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from botocore.exceptions import ClientError
from pydantic import BaseModel, ConfigDict

from sandbox_teardown.calls import not_offered
from sandbox_teardown.outside import outside, pages
from sandbox_teardown.sandbox import Sandbox
from sandbox_teardown.searched import Searched, lists_of_sagemaker
from sandbox_teardown.settings import Settings
from sandbox_teardown.stages import Clients
from sandbox_teardown.tagged import Tagged

RECORDS = tuple(
    f"tagged {kind}/"
    for kind in ("automl-job", "inference-recommendations-job", "labeling-job", "transform-job")
)
"""SageMaker's kinds that no call deletes: once ended they cost nothing."""
OVER = ("deleted", "completed", "stopped", "failed")


class Residue(BaseModel):
    """`left` is what costs or may be read; `kept` are AWS's records of what has ended.

    `remembered` is gone, though the tag index names it yet; `not_offered` AWS has not, in this region.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    left: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    remembered: tuple[str, ...] = ()
    not_offered: tuple[str, ...] = ()

    def __or__(self, other: "Residue") -> "Residue":
        """Return what either has found."""
        mine, others = dict(self), dict(other)
        return Residue(**{name: tuple(sorted({*mine[name], *others[name]})) for name in mine})


Looks = Callable[[], Residue]


class Search:
    """One search for a sandbox; nothing is changed. `key_id` is the lease's API key, "" without a lease."""

    def __init__(self, clients: Clients, settings: Settings, sandbox: Sandbox, *, key_id: str) -> None:
        self._clients, self._settings = clients, settings
        self._sandbox, self._key_id = sandbox, key_id

    def run(
        self, before: Residue, *, place: int, seconds_left: Callable[[], float]
    ) -> tuple[Residue, int | None]:
        """Search from `place` on, list after list; return what was found, and where to go on or None."""
        found, searches = before, self._searches()
        for number, (what, look) in enumerate(searches[place:], start=place):
            if number > place and seconds_left() <= 0:
                return found, number
            found |= _looked(what, look)
        return found, None

    def _searches(self) -> list[tuple[str, Looks]]:
        """Return them, always in the same order."""
        others = {"the domain": self._studio, "objects": self._objects} | outside(
            self._clients, self._settings, self._sandbox, key_id=self._key_id
        )
        return [
            *(
                (one.what, _left(partial(self._jobs if one.is_job else self._named, one)))
                for one in lists_of_sagemaker(self._clients.sagemaker)
            ),
            *((what, _left(search)) for what, search in others.items()),
            ("tags", self._tagged),
        ]

    def _tagged(self) -> Residue:
        """Find whatever carries the student's tag, of any service that the tagging API knows."""
        filters = [{"Key": "student", "Values": [self._sandbox.name]}]
        tagged = Tagged(self._clients.sagemaker, self._sandbox, domain_id=self._settings.domain)
        get, found = self._clients.tagging.get_resources, Residue()
        for page in pages(
            get, "PaginationToken", "PaginationToken", ResourcesPerPage=100, TagFilters=filters
        ):
            for one in page["ResourceTagMappingList"]:
                arn = one["ResourceARN"]
                what = (f"tagged {arn.split(':', 5)[5]}",)
                if what[0].startswith(RECORDS):
                    found |= Residue(kept=what)
                elif tagged.there(arn):
                    found |= Residue(left=what)
                else:
                    found |= Residue(remembered=what)
        return found

    def _named(self, one: Searched) -> Iterator[str]:
        yield from (f"{one.what} {name}" for name, _ in self._records(one))

    def _jobs(self, one: Searched) -> Iterator[str]:
        """Yield what runs still, and what has ended and could be deleted."""
        for name, record in self._records(one):
            (status, *_) = [value for key, value in record.items() if key.endswith("Status")]
            if not (one.kept and status.lower() in OVER):
                yield f"{one.what} {name} ({status})"

    def _records(self, one: Searched) -> Iterator[tuple[str, dict[str, Any]]]:
        for name, record in one.records(self._sandbox.name):
            if self._sandbox.owns(name):
                yield name, record

    def _studio(self) -> Iterator[str]:
        """Yield whatever of the domain names the student anywhere: spaces by their owner too."""
        sagemaker = self._clients.sagemaker
        places = [{"UserProfileNameEquals": self._sandbox.name}]
        for space in self._of_domain(sagemaker.list_spaces, "Spaces"):
            if any(map(self._sandbox.owns, _texts(space))):
                places.append({"SpaceNameEquals": space["SpaceName"]})
                yield f"space {space['SpaceName']}"
        for place in places:
            for app in self._of_domain(sagemaker.list_apps, "Apps", **place):
                if app["Status"] != "Deleted":
                    names = (app.get(name) for name in ("UserProfileName", "SpaceName", "AppType", "AppName"))
                    yield f"app {'/'.join(name for name in names if name)}"
        named = {"UserProfileNameContains": self._sandbox.name}
        for profile in self._of_domain(sagemaker.list_user_profiles, "UserProfiles", **named):
            if self._sandbox.owns(profile["UserProfileName"]):
                yield f"user profile {profile['UserProfileName']}"

    def _of_domain(self, found: Any, member: str, **request: str) -> Iterator[dict[str, Any]]:
        asked = {"DomainIdEquals": self._settings.domain, "MaxResults": 100} | request
        for page in pages(found, "NextToken", "NextToken", **asked):
            yield from page.get(member, [])

    def _objects(self) -> Iterator[str]:
        s3, bucket, prefix = self._clients.s3, self._settings.workspace, self._sandbox.prefix
        there = s3.list_objects_v2(Bucket=bucket, Prefix=prefix, MaxKeys=1).get("KeyCount", 0)
        found = s3.list_object_versions(Bucket=bucket, Prefix=prefix, MaxKeys=1)
        if there or found.get("Versions") or found.get("DeleteMarkers"):
            yield f"objects or versions below {prefix}"
        if s3.list_multipart_uploads(Bucket=bucket, Prefix=prefix, MaxUploads=1).get("Uploads"):
            yield f"unfinished uploads below {prefix}"


def _left(search: Callable[[], Iterable[str]]) -> Looks:
    """Return a search whose finds are all left."""

    def look() -> Residue:
        return Residue(left=tuple(sorted(search())))

    return look


def _looked(what: str, look: Looks) -> Residue:
    """Return what a search finds; one that AWS refuses counts as found: unknown is not clean."""
    try:
        return look()
    except ClientError as error:
        if not_offered(error):
            return Residue(not_offered=(what,))
        return Residue(left=(f"unknown: {what} could not be searched: {error.response['Error']['Code']}",))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, str):
        yield value
