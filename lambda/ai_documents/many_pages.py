"""Many pages: Textract's own asynchronous jobs, started once, read and cut into pages over many looks."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from document_pages import results
from document_pages.collecting import MARGIN_SECONDS, RUNNING, SUCCEEDED, Progress, collect
from document_pages.jobs import Job
from document_pages.pages import FailedPage
from document_pages.pieces import Piece, Pieces
from document_pages.refusals import refused
from document_pages.results import Result
from document_pages.shapes import documented
from http_api.aws_calls import AwsService
from http_api.metered import Work
from http_api.usage import Usage
from job_store.objects import Objects

from .cutting import Cut
from .textract_jobs import Asynchronous, Part


class ManyPages:
    """Starts, follows and reads jobs; everything it learns is kept in the job's folder."""

    def __init__(self, *, service: AwsService, calls: Asynchronous, objects: Objects, bucket: str) -> None:
        self._service = service
        self._calls = calls
        self._objects = objects
        self._bucket = bucket

    def start(self, job: Job, *, work: Work) -> None:
        """Start Textract's jobs; the token makes a second start join the first (ClientRequestToken).

        What they cost is measured here, by the pages that were counted: a client may never look at its job.
        """
        service = replace(self._service, refused=refused("body"))
        for part in self._calls.parts(frozenset(job.features)):
            known = _started(job, part)
            if known in self._objects.names(known):
                continue
            answer = service.ask(
                part.start,
                work=work,
                units={},
                DocumentLocation={"S3Object": job.s3_object(self._bucket)},
                ClientRequestToken=f"{job.token}-{part.name}",
                **part.request,
            )
            if self._objects.create(known, str(answer["JobId"]).encode()):
                for name in part.billed:
                    work.usage.add(f"textract:{name}", job.pages or 1)

    def follow(self, job: Job, *, work: Work) -> Progress:
        """Read what is new and cut it; "succeeded" once every page of every part is in the folder."""
        self.start(job, work=work)
        with documented(self._service):
            parts = self._parts(job)
            for part, pieces in parts:
                found = collect(self._fetcher(job, part, work), pieces=pieces, remaining=work.remaining)
                if found.status != "succeeded":
                    return found
            return SUCCEEDED if self._cut(job, parts).on(work.remaining) else RUNNING

    def outcome(self, job: Job) -> Result:
        """Put the pages of a finished job together."""
        with documented(self._service):
            parts = self._parts(job)
            last = [(part, piece) for part, pieces in parts if (piece := pieces.last())]
            failed = _failed([piece for _, piece in last])
            bad = {page.page for page in failed}
            pages = [page for page in self._cut(job, parts).read() if page["page"] not in bad]
        return results.ended(pages, failed, used=_used(last))

    def _parts(self, job: Job) -> list[tuple[Part, Pieces]]:
        return [
            (part, Pieces(self._objects, job.run_name("pieces", part.name, ""), part.member))
            for part in self._calls.parts(frozenset(job.features))
        ]

    def _cut(self, job: Job, parts: list[tuple[Part, Pieces]]) -> Cut:
        return Cut(
            objects=self._objects,
            folder=job.run_name("read", ""),
            features=frozenset(job.features),
            parts=[pieces for _, pieces in parts],
            margin_seconds=MARGIN_SECONDS,
        )

    def _fetcher(self, job: Job, part: Part, work: Work) -> Callable[[str | None], dict[str, Any]]:
        id_ = self._objects.read(_started(job, part)).data.decode()

        def fetch(token: str | None) -> dict[str, Any]:
            more = {} if token is None else {"NextToken": token}
            return dict(self._service.ask(part.get, work=work, units={}, JobId=id_, **more))

        return fetch


def _started(job: Job, part: Part) -> str:
    return job.run_name("started", part.name)


def _used(last: list[tuple[Part, Piece]]) -> Usage:
    used = Usage()
    for part, piece in last:
        used.units.update({f"textract:{name}": piece.pages for name in part.billed})
        used.stand_ins.update({piece.stand_in: None} if piece.stand_in else {})
    return used


def _failed(last: list[Piece]) -> list[FailedPage]:
    codes = {page: code for piece in last for page, code in piece.warnings.items()}
    return [
        FailedPage(page=page, error="UnreadablePageError", detail=f"Textract could not read it: {code}")
        for page, code in sorted(codes.items())
    ]
