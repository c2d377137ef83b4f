"""From a request to a job: the id it will be found under, and its documents in the job's folder."""

from collections.abc import Mapping, Sequence
from typing import Literal

from http_api.problems import invalid, printable

from . import results
from .features import Feature
from .jobs import Job, fingerprint, job_id, open_job
from .objects import Objects
from .source import Document

KEY_HEADER = "idempotency-key"
Mode = Literal["sync", "async"] | None
LONGEST_KEY = 255
MOST_GENERATIONS = 10
"""Of jobs for one request, as long as the failed ones are kept."""


def idempotency_key(headers: Mapping[str, str]) -> str | None:
    """Read the client's Idempotency-Key (IETF draft of that name); printable ASCII, as headers are."""
    key = headers.get(KEY_HEADER)
    if key is None:
        return None
    if not 0 < len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise invalid("Idempotency-Key", f"must be 1 to {LONGEST_KEY} printable ASCII characters")
    return key


def read_mode(value: str | None) -> Mode:
    """Read the query parameter `mode`; None lets the document decide."""
    if value is None:
        return None
    if value == "sync":
        return "sync"
    if value == "async":
        return "async"
    raise invalid("mode", f"is '{printable(value)}': choose sync or async, or leave it away")


def opened(
    objects: Objects,
    *,
    kind: Literal["documents", "digitize"],
    documents: Sequence[Document],
    features: Sequence[Feature],
    target: str | None,
    caller: str,
    key: str | None,
    now: float,
    seconds: int,
    pages: int | None = None,
    revive: bool = True,
) -> Job:
    """Write the job and its documents down, or find the one that a request like this has opened before.

    A job that failed or ran out of time is dead: a new one takes its place, unless `revive` is false, as for
    a page that is answered at once and has no result of its own.
    """
    options = ",".join([*sorted(features), target or ""]).encode()
    print_ = fingerprint([options, *(document.identity for document in documents)])
    for generation in range(MOST_GENERATIONS if revive else 1):
        id_ = job_id(caller=caller, kind=kind, key=key, fingerprint=print_, generation=generation)
        job = Job(
            id=id_,
            kind=kind,
            caller=caller,
            created=int(now),
            deadline=int(now) + seconds,
            fingerprint=print_,
            sources=tuple(_source(id_, document) for document in documents),
            pages=pages,
            whole=len(documents) == 1 and documents[0].pages != 1,
            features=tuple(sorted(features)),
            target=target,
        )
        known = open_job(objects, job)
        if known.fingerprint != print_:
            raise invalid("Idempotency-Key", "was used for another document or other options: take a new one")
        if not (revive and results.is_dead(objects, known, now=now)):
            return _with_sources(objects, known, documents)
    raise invalid(documents[0].field, f"has failed {MOST_GENERATIONS} times: send another document")


def _with_sources(objects: Objects, job: Job, documents: Sequence[Document]) -> Job:
    for document, source in zip(documents, job.sources, strict=True):
        if document.data is not None:
            objects.create(source, document.data)
    return job


def _source(id_: str, document: Document) -> str:
    return document.key or f"jobs/{id_}/source.{document.format.suffix}"
