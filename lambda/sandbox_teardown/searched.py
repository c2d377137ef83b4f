"""A list of SageMaker's that the residue search reads, and what in it is a student's."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sandbox_teardown.outside import pages

Operation = Callable[..., dict[str, Any]]
BY_NAME = "NameContains"


@dataclass(frozen=True, kw_only=True)
class Searched:
    """`name` is the member of a record that names it; `kept` says that AWS has no call that deletes it."""

    what: str
    found: Operation
    member: str
    """Of the answer: the list."""
    name: str
    resource: str = ""
    """The kind as ARNs have it, "" where they have an id in place of the name."""
    narrowed: str = BY_NAME
    """The list's own filter by name, "" where it has none: then every page of the account's is read."""
    is_job: bool = False
    kept: bool = False

    def records(self, beginning: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield names and records: whose name has `beginning` in it, or all, as the list can."""
        request = {"MaxResults": 100} | ({self.narrowed: beginning} if self.narrowed and beginning else {})
        for page in pages(self.found, "NextToken", "NextToken", **request):
            yield from ((str(record[self.name]), record) for record in page.get(self.member, []))
