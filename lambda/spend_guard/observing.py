"""All that the class runs, by a few lists: the number of calls grows with pages, not with students."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from spend_guard import endpoints, jobs, studio
from spend_guard.listing import EndlessListError
from spend_guard.things import Thing

Failures = (ClientError, BotoCoreError, EndlessListError, TimeoutError)
"""What AWS may do to any call; one list that fails does not keep the others from being read."""


@dataclass
class Observed:
    """`failed` are kinds whose list could not be read, by why."""

    things: list[Thing] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)

    def take(self, kind: str, listed: Callable[[], Iterable[Thing]]) -> list[Thing]:
        """Read one list whole, or note that it failed."""
        try:
            found = list(listed())
        except Failures as error:
            self.failed[kind] = why(error)
            return []
        self.things += found
        return found


def why(error: Exception) -> str:
    """Name a failure without AWS's message, which may have ARNs in it."""
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else type(error).__name__


def observe(
    sagemaker: Any,
    *,
    class_name: str,
    domain: str,
    default_type: str,
    default_gigabytes: int,
    since: datetime | None,
    now: datetime,
) -> Observed:
    """Read the lists. Jobs that changed after `since` are in them, however short they ran."""
    prefix, seen = f"{class_name}-", Observed()
    spaces = seen.take(
        "space",
        lambda: studio.list_spaces(sagemaker, domain=domain, default_gigabytes=default_gigabytes),
    )
    owners = {space.name: space.owner for space in spaces}
    seen.take(
        "app",
        lambda: studio.list_apps(sagemaker, domain=domain, owners=owners, default_type=default_type),
    )
    seen.take("endpoint", lambda: endpoints.list_endpoints(sagemaker, prefix=prefix))
    for kind in jobs.job_kinds(sagemaker):
        seen.take(
            kind.kind,
            lambda kind=kind: jobs.jobs_of(kind, prefix=prefix, since=since, now=now),  # type: ignore[misc]
        )
    return seen
