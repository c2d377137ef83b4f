"""From a request to a job: the id it will be found under, and its documents in the job's folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from http_api.problems import invalid
from job_store.ids import fingerprint, job_id
from job_store.objects import Objects

from . import results
from .features import Feature
from .jobs import Job, Source, open_job, run_folder
from .source import Document

MOST_GENERATIONS = 10
"""Of jobs for one request, as long as the failed ones are kept."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a request asks of a job, by whom, under which Idempotency-Key, and in how many seconds."""

    kind: Literal["documents", "digitize"]
    documents: Sequence[Document]
    features: Sequence[Feature]
    target: str | None
    caller: str
    key: str | None
    seconds: int
    pages: int | None = None

    @cached_property
    def fingerprint(self) -> str:
        """The hash of the documents and options."""
        options = ",".join([*sorted(self.features), self.target or ""]).encode()
        return fingerprint([options, *(document.identity for document in self.documents)])

    def job(self, *, now: int, generation: int) -> Job:
        """Return the job as it is opened now, after `generation` others that have failed."""
        id_ = job_id(
            caller=self.caller,
            kind=self.kind,
            key=self.key,
            fingerprint=self.fingerprint,
            generation=generation,
        )
        run = run_folder(id_, fingerprint=self.fingerprint, created=now)
        return Job(
            id=id_,
            kind=self.kind,
            caller=self.caller,
            created=now,
            deadline=now + self.seconds,
            fingerprint=self.fingerprint,
            sources=tuple(_source(document, run=run) for document in self.documents),
            pages=self.pages,
            whole=len(self.documents) == 1 and self.documents[0].pages != 1,
            features=tuple(sorted(self.features)),
            target=self.target,
        )


def opened(objects: Objects, wanted: Wanted, *, now: float, revive: bool = True) -> Job:
    """Write the job and its documents down, or find the one that a request like this has opened before.

    A job that failed or ran out of time is dead: a new one takes its place, unless `revive` is false, as for
    a page that is answered at once and has no result of its own.
    """
    for generation in range(MOST_GENERATIONS if revive else 1):
        known = open_job(objects, wanted.job(now=int(now), generation=generation))
        if known.fingerprint != wanted.fingerprint:
            raise invalid("Idempotency-Key", "was used for another document or other options: take a new one")
        if not (revive and results.is_dead(objects, known, now=now)):
            return _with_sources(objects, known, wanted.documents)
    raise invalid(wanted.documents[0].field, f"has failed {MOST_GENERATIONS} times: send another document")


def _with_sources(objects: Objects, job: Job, documents: Sequence[Document]) -> Job:
    for document, source in zip(documents, job.sources, strict=True):
        if document.data is not None:
            objects.create(source.name, document.data)
    return job


def _source(document: Document, *, run: str) -> Source:
    if document.key:
        return Source(name=document.key, version=document.version)
    return Source(name=f"{run}source.{document.format.suffix}")
