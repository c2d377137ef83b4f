"""A document of many pages in one file: Textract's asynchronous job, cut into the pages it found."""

import json
from collections import Counter
from typing import Any

from document_pages.collecting import CALL_SECONDS, MARGIN_SECONDS, collect
from document_pages.jobs import Job
from document_pages.limits import MOST_PAGES
from document_pages.pieces import Piece, Pieces
from document_pages.shapes import documented
from http_api.metered import Work
from http_api.usage import Usage
from job_store.objects import Objects

from .failures import TooManyPagesError, UnreadablePageError
from .ledger import Unkept
from .ledger_service import LedgerService
from .page_services import Clients
from .records import paid_record

READ = "read"
BILLED = "textract:StartDocumentAnalysis.TABLES"


class WholeDocument:
    """Starts the job once (ClientRequestToken), reads it back and writes what belongs to each page."""

    def __init__(self, *, clients: Clients, objects: Objects, bucket: str) -> None:
        self._clients = clients
        self._objects = objects
        self._bucket = bucket

    def pages(self, job: Job, *, work: Work) -> int | None:
        """Return how many pages there are; None while Textract reads, or there is more to fetch or cut."""
        done = job.run_name("pages.json")
        if done in self._objects.names(done):
            return int(json.loads(self._objects.read(done).data)["pages"])
        id_ = self._start(job, work=work)
        pieces = Pieces(self._objects, job.run_name("pieces", ""), "Blocks")
        with documented(self._service()):
            progress = collect(
                lambda token: self._piece(id_, token, work),
                pieces=pieces,
                remaining=work.remaining,
                billed=lambda pages: work.usage.add(BILLED, pages),
            )
        if progress.status == "failed":
            raise UnreadablePageError(f"Textract could not read the document: {progress.message}")
        last = pieces.last()
        if last and last.pages > MOST_PAGES:
            raise TooManyPagesError(f"{last.pages} pages, a job takes {MOST_PAGES}")
        if last is None or progress.status == "running":
            return None
        return self._cut(job, pieces, last, done=done, work=work)

    def _start(self, job: Job, *, work: Work) -> str:
        known = job.run_name("started", "analysis")
        if known not in self._objects.names(known):
            answer = self._service().ask(
                self._clients.textract_jobs.start_document_analysis,
                work=work,
                units={},
                DocumentLocation={"S3Object": job.s3_object(self._bucket)},
                FeatureTypes=["TABLES"],
                ClientRequestToken=job.token,
            )
            self._objects.create(known, str(answer["JobId"]).encode())
        return self._objects.read(known).data.decode()

    def _piece(self, id_: str, token: str | None, work: Work) -> dict[str, Any]:
        more = {} if token is None else {"NextToken": token}
        get = self._clients.textract_jobs.get_document_analysis
        return dict(self._service().ask(get, work=work, units={}, JobId=id_, **more))

    def _service(self) -> LedgerService:
        return self._clients.textract_service(Unkept(), field="body", attempt_seconds=CALL_SECONDS)

    def _cut(self, job: Job, pieces: Pieces, last: Piece, *, done: str, work: Work) -> int | None:
        """Write each page down, going on where the step before has stopped; None where time ends."""
        known = self._objects.names(job.pages_folder)
        used = Usage(Counter({BILLED: 1}), stand_ins={last.stand_in: None} if last.stand_in else {})
        for number in range(1, last.pages + 1):
            name = f"{job.page_folder(number)}{READ}.json"
            if number in last.warnings or name in known:
                continue
            if work.remaining() <= MARGIN_SECONDS:
                return None
            blocks = pieces.items(first=number, last=number)
            self._objects.create(name, json.dumps(paid_record({"Blocks": blocks}, used)).encode())
        self._objects.create(done, json.dumps({"pages": last.pages}).encode())
        return last.pages
