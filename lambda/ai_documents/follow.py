"""GET /v1/jobs/{id}: how a job stands, worked out from what is in its folder."""

from collections.abc import Callable
from dataclasses import dataclass

from document_pages import results
from document_pages.jobs import Job
from document_pages.results import Result
from http_api.metered import Work
from job_store.objects import Objects

from .finding import Found
from .many_pages import ManyPages


@dataclass(frozen=True)
class Standing:
    """A job, its result once there is one, and how many pages are finished until then."""

    job: Job
    result: Result | None
    pages_done: int


class Follower:
    """Works out how a job stands; documents jobs are read on as a side effect."""

    def __init__(self, *, objects: Objects, many_pages: ManyPages, now: Callable[[], float]) -> None:
        self._objects = objects
        self._many_pages = many_pages
        self._now = now

    def standing(self, found: Found, *, work: Work) -> Standing:
        """Say how a job that was found stands."""
        job, names = Job.model_validate_json(found.record), found.names
        if job.run_name(results.NAME) in names:
            return Standing(job, results.read(self._objects, job), 0)
        if self._now() > job.deadline:
            return Standing(job, Result(status="failed", error="It was not finished in time."), 0)
        if job.kind == "documents":
            return Standing(job, self._documents(job, work), 0)
        done = [name for name in names if name.startswith(job.pages_folder) and name.endswith("/page.json")]
        return Standing(job, None, len(done))

    def _documents(self, job: Job, work: Work) -> Result | None:
        progress = self._many_pages.follow(job, work=work)
        if progress.status == "running":
            return None
        if progress.status == "failed":
            result = Result(status="failed", error=f"Textract could not read it: {progress.message}")
        else:
            result = self._many_pages.outcome(job)
        results.keep(self._objects, job, result)
        return result
