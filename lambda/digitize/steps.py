"""The steps of the state machine. Each can be delivered twice and pays once."""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from document_pages import results
from document_pages.jobs import Job, read_job
from document_pages.pages import FailedPage, Page
from document_pages.results import Result
from document_pages.shapes import documented
from http_api.metered import Work
from http_api.prices import PriceList
from http_api.problems import ProblemError
from http_api.usage import Usage
from job_store.objects import Objects

from .claims import claimed
from .failures import UnreadablePageError, chain_error, detail_of
from .ledger import Kept
from .page_services import Clients, page_of
from .records import paid_record, spent, usage_of
from .whole_document import READ, WholeDocument

PAGE = "page.json"


class StepRequest(BaseModel):
    """What the state machine sends: the step, the job, and what the step is about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: Literal["open", "page", "close", "abandon"]
    job: str
    page: int = Field(default=1, ge=1)
    results: list[dict[str, Any]] = []
    error: str = ""


class Steps:
    """Open a job, work on one of its pages, put the pages together, or give the job up."""

    def __init__(
        self,
        *,
        objects: Objects,
        clients: Clients,
        whole: WholeDocument,
        bucket: str,
        prices: PriceList,
        now: Callable[[], float],
    ) -> None:
        self._objects, self._clients, self._whole = objects, clients, whole
        self._bucket, self._prices, self._now = bucket, prices, now

    def handle(self, event: Mapping[str, Any], *, remaining: Callable[[], float]) -> dict[str, Any]:
        """Do one step; what it paid for is measured for the client who opened the job."""
        request = StepRequest.model_validate(event)
        work = Work(remaining=remaining, usage=Usage())
        steps = {"open": self._open, "page": self._page, "close": self._close, "abandon": self._abandon}
        try:
            job = read_job(self._objects, request.job)
            try:
                return steps[request.step](job, request, work)
            finally:
                for line in work.usage.metric_lines(self._prices, client=job.caller):
                    sys.stdout.write(line + "\n")
        except ProblemError as problem:
            raise chain_error(problem) from problem

    def _open(self, job: Job, request: StepRequest, work: Work) -> dict[str, Any]:
        del request
        pages = self._whole.pages(job, work=work) if job.whole else len(job.sources)
        numbers = [] if pages is None else list(range(1, pages + 1))
        return {"job": job.id, "ready": pages is not None, "pages": numbers}

    def _page(self, job: Job, request: StepRequest, work: Work) -> dict[str, Any]:
        folder, number = job.page_folder(request.page), request.page
        if folder + PAGE not in self._objects.names(folder):
            with claimed(self._objects, folder=folder, now=self._now):
                self._digitize(job, folder=folder, number=number, work=work)
        return {"page": number}

    def _digitize(self, job: Job, *, folder: str, number: int, work: Work) -> None:
        ledger = Kept(self._objects, folder=folder)
        page = self._read(job, number=number, ledger=ledger, work=work)
        understanding = self._clients.understanding(ledger)
        done = understanding.page(page, number=number, target=job.target or "en", work=work)
        record = paid_record(done.model_dump(mode="json", exclude_none=True), ledger.used)
        self._objects.create(folder + PAGE, json.dumps(record).encode())

    def _read(self, job: Job, *, number: int, ledger: Kept, work: Work) -> Page:
        if job.whole:
            with documented(self._clients.textract_service(ledger, field="page")):
                return page_of(ledger.once(READ, _unreadable, work=work, usable=bool))
        source = {"S3Object": job.s3_object(self._bucket, page=number)}
        return self._clients.read(source, field=f"page {number}", ledger=ledger, work=work)

    def _close(self, job: Job, request: StepRequest, work: Work) -> dict[str, Any]:
        del work
        failed = [
            FailedPage(page=one["page"], error=one["error"], detail=detail_of(one["error"]))
            for one in request.results
            if "error" in one
        ]
        used = Usage()
        pages = []
        for one in request.results:
            folder = job.page_folder(one["page"])
            if "error" in one:
                used.add_all(spent(self._objects, folder=folder))
                continue
            record = json.loads(self._objects.read(folder + PAGE).data)
            pages.append(record["answer"])
            used.add_all(usage_of(record))
        result = results.ended(pages, failed, used=used)
        results.keep(self._objects, job, result)
        return {"job": job.id, "status": result.status, "failed": [page.page for page in failed]}

    def _abandon(self, job: Job, request: StepRequest, work: Work) -> dict[str, Any]:
        del work
        results.keep(self._objects, job, Result(status="failed", error=detail_of(request.error)))
        return {"job": job.id, "status": "failed"}


def _unreadable(_: Work) -> Mapping[str, Any]:
    raise UnreadablePageError("Textract found no such page in the document")
