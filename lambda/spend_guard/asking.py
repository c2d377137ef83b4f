"""What a list does not say is asked, once a thing, and no more in one run than there is time for."""

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from spend_guard import endpoints, jobs
from spend_guard.observing import Failures, why
from spend_guard.things import Kind, Machines

MOST_ASKED = 300
"""Descriptions in one run, of about a tenth of a second each."""
_GONE = ("ResourceNotFound", "ResourceNotFoundException", "ValidationException")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a description says. `runs` None where the thing is no more."""

    machines: tuple[Machines, ...]
    started: datetime | None = None
    ended: datetime | None = None
    runs: bool | None = True


class Asking:
    """`left` is how many may still be asked in this run; what could not be asked is noted in `failed`."""

    def __init__(
        self,
        *,
        sagemaker: Any,
        kinds: Sequence[jobs.JobKind],
        failed: MutableMapping[str, str],
        most: int,
    ) -> None:
        self._sagemaker, self._failed = sagemaker, failed
        self._kinds = {kind.kind: kind for kind in kinds}
        self.left = most

    def of(self, kind: Kind, name: str) -> Told | None:
        """Describe an endpoint or a job; None where it could not be asked, or this run has asked enough."""
        if self.left <= 0:
            return None
        self.left -= 1
        try:
            return self._told(kind, name)
        except Failures as error:
            if isinstance(error, ClientError) and error.response["Error"]["Code"] in _GONE:
                return Told(machines=(), runs=None)
            self._failed[f"description of {kind}"] = why(error)
            return None

    def _told(self, kind: Kind, name: str) -> Told:
        if kind == "endpoint":
            return Told(machines=endpoints.described(self._sagemaker, name))
        machines, started, ended, status = jobs.described(self._kinds[kind], name)
        return Told(machines=machines, started=started, ended=ended, runs=jobs.runs(status))
