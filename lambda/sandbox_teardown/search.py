"""Is anything left? Asked otherwise than the wiping did: by tag over all services, and by name once more.

The tables here are written anew, so that a mistake in how the wiping finds things would have to be made
twice. A list is asked for the student's names alone where it can be, or each search would read a whole class.
What AWS keeps as a record of what has ended, and what its tag index remembers, is told apart.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from sandbox_teardown.calls import not_offered
from sandbox_teardown.domain import in_domain
from sandbox_teardown.outside import Finds, outside, pages
from sandbox_teardown.residue import Residue
from sandbox_teardown.sagemaker_lists import lists_of_sagemaker
from sandbox_teardown.sandbox import Sandbox
from sandbox_teardown.searched import Searched
from sandbox_teardown.settings import Settings
from sandbox_teardown.stages import Clients
from sandbox_teardown.tagged import Tagged

RECORDS = tuple(
    f"tagged {kind}/"
    for kind in ("automl-job", "inference-recommendations-job", "labeling-job", "transform-job")
)
"""SageMaker's kinds that no call deletes: once ended they cost nothing."""
OVER = ("deleted", "completed", "stopped", "failed")
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
        sagemaker, domain = self._clients.sagemaker, self._settings.domain
        others: dict[str, Finds] = {
            "the domain": partial(in_domain, sagemaker, self._sandbox, domain_id=domain),
            **outside(self._clients, self._settings, self._sandbox, key_id=self._key_id),
        }
        return [
            *(
                (one.what, _left(partial(self._jobs if one.is_job else self._named, one)))
                for one in lists_of_sagemaker(sagemaker)
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


def _left(search: Finds) -> Looks:
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
