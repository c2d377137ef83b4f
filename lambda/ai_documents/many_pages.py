"""Many pages: Textract's own asynchronous jobs, started once and read back piece by piece."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from document_pages import blocks, expenses
from document_pages.collecting import Collected, Progress, collect, collected
from document_pages.jobs import Job
from document_pages.objects import Objects
from document_pages.pages import FailedPage, Page
from document_pages.refusals import refused
from document_pages.shapes import documented
from http_api.aws_calls import AwsService
from http_api.metered import Work

from .textract_jobs import Asynchronous, Part


@dataclass(frozen=True)
class Outcome:
    """What a finished job found, and what it was billed."""

    pages: list[Page]
    failed: list[FailedPage]
    units: dict[str, int]
    stand_ins: tuple[str, ...]


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
        location = {"S3Object": {"Bucket": self._bucket, "Name": job.sources[0]}}
        service = replace(self._service, refused=refused("body"))
        for part in self._calls.parts(frozenset(job.features)):
            known = job.name("started", part.name)
            if known in self._objects.names(known):
                continue
            answer = service.ask(
                part.start,
                work=work,
                units={},
                DocumentLocation=location,
                ClientRequestToken=f"{job.token}-{part.name}",
                **part.request,
            )
            if self._objects.create(known, str(answer["JobId"]).encode()):
                for name in part.billed:
                    work.usage.add(f"textract:{name}", job.pages or 1)

    def follow(self, job: Job, *, work: Work) -> Progress:
        """Read what is new; "succeeded" once every piece of every part is in the folder."""
        self.start(job, work=work)
        progress = Progress("succeeded")
        for part in self._calls.parts(frozenset(job.features)):
            id_ = self._objects.read(job.name("started", part.name)).data.decode()
            found = collect(
                self._fetcher(part, id_, work),
                objects=self._objects,
                folder=job.name("pieces", part.name) + "/",
                remaining=work.remaining,
            )
            if found.status == "failed":
                return found
            progress = found if found.status == "running" else progress
        return progress

    def outcome(self, job: Job) -> Outcome:
        """Put the pieces of a finished job together."""
        with documented(self._service):
            return self._outcome(job)

    def _outcome(self, job: Job) -> Outcome:
        features = frozenset(job.features)
        parts = {
            part.name: (part, self._collected(job, part))
            for part in self._calls.parts(frozenset(job.features))
        }
        found = parts["blocks"][1] if "blocks" in parts else None
        receipts = parts["expenses"][1] if "expenses" in parts else None
        pages = expenses.join(
            blocks.read_blocks(found.items, features=features) if found else [],
            expenses.read_expenses(receipts.items) if receipts else [],
            wants_expenses=receipts is not None,
        )
        failed = _failed([known for known in (found, receipts) if known])
        units: Counter[str] = Counter()
        for part, known in parts.values():
            units.update({f"textract:{name}": known.pages for name in part.billed})
        names = dict.fromkeys(known.stand_in for _, known in parts.values() if known.stand_in)
        bad = {page.page for page in failed}
        return Outcome([p for p in pages if p.page not in bad], failed, dict(units), tuple(names))

    def _collected(self, job: Job, part: Part) -> Collected:
        return collected(self._objects, folder=job.name("pieces", part.name) + "/", member=part.member)

    def _fetcher(self, part: Part, id_: str, work: Work) -> Callable[[str | None], dict[str, Any]]:
        def fetch(token: str | None) -> dict[str, Any]:
            more = {} if token is None else {"NextToken": token}
            return dict(self._service.ask(part.get, work=work, units={}, JobId=id_, **more))

        return fetch


def _failed(answers: list[Collected]) -> list[FailedPage]:
    codes = {page: code for answer in answers for page, code in answer.warnings.items()}
    return [
        FailedPage(page=page, error="UnreadablePageError", detail=f"Textract could not read it: {code}")
        for page, code in sorted(codes.items())
    ]
