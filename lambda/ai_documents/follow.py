"""GET /v1/jobs/{id}: how a job stands, worked out from what is in its folder."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from document_pages import results
from document_pages.jobs import Job, folder, is_job_id, read_job
from document_pages.objects import Objects
from document_pages.results import Result
from http_api.metered import Work
from http_api.problems import Kind, ProblemError

from .many_pages import ManyPages

MOST_ANSWER_BYTES = 4 * 1024 * 1024
"""Of pages in one answer; Lambda's limit is 6 MB for all of it."""


@dataclass(frozen=True)
class Standing:
    """A job, its result once there is one, and how many pages are finished until then."""

    job: Job
    result: Result | None
    pages_done: int


class Follower:
    """Looks a job up for the client who opened it; documents jobs are read on as a side effect."""

    def __init__(self, *, objects: Objects, many_pages: ManyPages, now: Callable[[], float]) -> None:
        self._objects = objects
        self._many_pages = many_pages
        self._now = now

    def standing(self, id_: str, *, caller: str, work: Work) -> Standing:
        """Find the job; 404 for one that is unknown, expired or another client's."""
        names = self._objects.names(folder(id_)) if is_job_id(id_) else set()
        if f"{folder(id_)}job.json" not in names:
            raise _not_found()
        job = read_job(self._objects, id_)
        if job.caller != caller:
            raise _not_found()
        if job.name(results.NAME) in names:
            return Standing(job, results.read(self._objects, job), 0)
        if self._now() > job.deadline:
            return Standing(job, Result(status="failed", error="It was not finished in time."), 0)
        if job.kind == "documents":
            return Standing(job, self._documents(job, work), 0)
        return Standing(job, None, sum(name.endswith("/page.json") for name in names))

    def _documents(self, job: Job, work: Work) -> Result | None:
        progress = self._many_pages.follow(job, work=work)
        if progress.status == "running":
            return None
        if progress.status == "failed":
            result = Result(status="failed", error=f"Textract could not read it: {progress.message}")
        else:
            outcome = self._many_pages.outcome(job)
            result = results.ended(
                [page.model_dump(mode="json", exclude_none=True) for page in outcome.pages],
                outcome.failed,
                units=outcome.units,
                stand_ins=list(outcome.stand_ins),
            )
        results.keep(self._objects, job, result)
        return result


def page_window(pages: Sequence[dict[str, Any]], *, first: int) -> tuple[list[dict[str, Any]], int | None]:
    """Return the pages from number `first` that fit one answer, and the number of the next, if any."""
    fitting: list[dict[str, Any]] = []
    size = 0
    for page in pages:
        if page["page"] < first:
            continue
        size += len(json.dumps(page, separators=(",", ":")))
        if fitting and size > MOST_ANSWER_BYTES:
            return fitting, int(page["page"])
        fitting.append(page)
    return fitting, None


def _not_found() -> ProblemError:
    return ProblemError(
        Kind.NOT_FOUND, "No such job: results expire, and only the client who opened a job sees it."
    )
