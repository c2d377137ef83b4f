"""Jobs: work that outlives its request, under an id that a repeated request finds again."""

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from .features import Feature
from .objects import Objects

ID_PATTERN = r"^[0-9a-f]{32}$"
ROOT = "jobs/"
"""Expires by lifecycle, a result a fixed number of days after it was written."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Job(_Record):
    """What was asked for. Written once, before anything is paid for; `fingerprint` tells another document."""

    format: Literal[1] = 1
    id: Annotated[str, StringConstraints(pattern=ID_PATTERN)]
    kind: Literal["documents", "digitize"]
    caller: str
    created: int
    deadline: Annotated[int, Field(description="Seconds since 1970 after which nobody works on it any more.")]
    fingerprint: str
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    pages: Annotated[int | None, Field(description="As counted before anything was paid for.")] = None
    whole: Annotated[bool, Field(description="One document of many pages; otherwise a source is a page.")]
    features: tuple[Feature, ...]
    target: str | None = None

    @property
    def token(self) -> str:
        """Name the paid work: the same for every delivery, another when an expired job comes anew."""
        return f"{self.id}-{self.created}"

    def name(self, *parts: str) -> str:
        """Return the object's name below the job's folder."""
        return folder(self.id) + "/".join(parts)

    def page_folder(self, page: int) -> str:
        """Return the folder of what is known of one page of this very document."""
        return self.name("pages", self.fingerprint[:16], f"{page:04}") + "/"


def folder(job_id: str) -> str:
    """Return the job's folder in the bucket."""
    return f"{ROOT}{job_id}/"


def is_job_id(text: str) -> bool:
    """Tell whether a job could have this id."""
    return re.fullmatch(ID_PATTERN, text) is not None


def fingerprint(parts: Sequence[bytes]) -> str:
    """Hash what was asked for; every part counts with its length."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def job_id(*, caller: str, kind: str, key: str | None, fingerprint: str, generation: int = 0) -> str:
    """Derive the id from the client's Idempotency-Key, else from what was asked for; callers never share.

    `generation` counts the jobs of the same name that have failed before.
    """
    named = json.dumps([caller, kind, "key" if key else "content", key or fingerprint, generation])
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def open_job(objects: Objects, job: Job) -> Job:
    """Write the job down; where it is known already, return what is written."""
    if objects.create(job.name("job.json"), job.model_dump_json().encode()):
        return job
    return read_job(objects, job.id)


def read_job(objects: Objects, id_: str) -> Job:
    """Read a job that is there."""
    return Job.model_validate_json(objects.read(f"{folder(id_)}job.json").data)
