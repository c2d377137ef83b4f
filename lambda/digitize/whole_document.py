"""A document of many pages in one file: Textract's asynchronous job, cut into the pages it found."""

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from document_pages.collecting import CALL_SECONDS, collect, collected
from document_pages.jobs import Job
from document_pages.limits import MOST_PAGES
from document_pages.objects import Objects
from http_api.metered import Work

from .failures import TooManyPagesError, UnreadablePageError
from .ledger import LedgerService, Unkept, paid_record
from .page_services import Clients

READ = "read"
BILLED = "textract:StartDocumentAnalysis.TABLES"


class WholeDocument:
    """Starts the job once (ClientRequestToken), reads it back and writes what belongs to each page."""

    def __init__(self, *, clients: Clients, objects: Objects, bucket: str) -> None:
        self._clients = clients
        self._objects = objects
        self._bucket = bucket

    def pages(self, job: Job, *, work: Work) -> int | None:
        """Return how many pages there are; None while Textract is reading, or there is more to fetch."""
        folder, done = job.name("pieces", ""), job.name("pages.json")
        if done in self._objects.names(done):
            return int(json.loads(self._objects.read(done).data)["pages"])
        id_ = self._start(job, work=work)
        progress = collect(
            lambda token: self._piece(id_, token, work),
            objects=self._objects,
            folder=folder,
            remaining=work.remaining,
            billed=lambda pages: work.usage.add(BILLED, pages),
        )
        if progress.status == "failed":
            raise UnreadablePageError(f"Textract could not read the document: {progress.message}")
        if progress.status == "running":
            return None
        return self._cut(job, folder=folder, done=done)

    def _start(self, job: Job, *, work: Work) -> str:
        known = job.name("started", "analysis")
        if known not in self._objects.names(known):
            answer = self._service().ask(
                self._clients.textract_jobs.start_document_analysis,
                work=work,
                units={},
                DocumentLocation={"S3Object": {"Bucket": self._bucket, "Name": job.sources[0]}},
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

    def _cut(self, job: Job, *, folder: str, done: str) -> int:
        found = collected(self._objects, folder=folder, member="Blocks")
        if found.pages > MOST_PAGES:
            raise TooManyPagesError(f"{found.pages} pages, a job takes {MOST_PAGES}")
        by_page: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
        for block in found.items:
            by_page[int(block.get("Page", 1))].append(block)
        stand_ins = [found.stand_in] if found.stand_in else []
        for number in set(range(1, found.pages + 1)) - set(found.warnings):
            record = paid_record({"Blocks": by_page[number]}, units={BILLED: 1}, stand_ins=stand_ins)
            self._objects.create(f"{job.page_folder(number)}{READ}.json", json.dumps(record).encode())
        self._objects.create(done, json.dumps({"pages": found.pages}).encode())
        return found.pages
