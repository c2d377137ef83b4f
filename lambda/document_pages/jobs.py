"""Jobs: work that outlives its request, under an id that a repeated request finds again."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from http_api.uploads import s3_object
from job_store.ids import ID_PATTERN, folder
from job_store.objects import Objects

from .features import Feature


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Record):
    """Where a document lies: in the job's folder, or as one version of what a client has uploaded."""

    name: str
    version: str | None = None


class Job(_Record):
    """What was asked for. Written once, before anything is paid for; `fingerprint` tells another document."""

    format: Literal[2] = 2
    id: Annotated[str, StringConstraints(pattern=ID_PATTERN)]
    kind: Literal["documents", "digitize"]
    caller: str
    created: int
    deadline: Annotated[int, Field(description="Seconds since 1970 after which nobody works on it any more.")]
    fingerprint: str
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
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

    def run_name(self, *parts: str) -> str:
        """Return the name of what belongs to this run of the job alone.

        A job's id can come again, for the same Idempotency-Key or document, when its record has expired:
        what the run before has left, as it was written later, must not be taken for the new one's.
        """
        return run_folder(self.id, fingerprint=self.fingerprint, created=self.created) + "/".join(parts)

    @property
    def pages_folder(self) -> str:
        """The folder of what is known of all pages of this very document, in whatever run it was learned."""
        return self.name("pages", self.fingerprint[:16], "")

    def page_folder(self, page: int) -> str:
        """Return the folder of one page."""
        return f"{self.pages_folder}{page:04}/"

    def s3_object(self, bucket: str, *, page: int = 1) -> dict[str, str]:
        """Return Textract's `S3Object` of the whole document, or of a page where a source is a page."""
        source = self.sources[page - 1]
        return s3_object(bucket, source.name, version=source.version)


def run_folder(id_: str, *, fingerprint: str, created: int) -> str:
    """Return the folder of one run of a job."""
    return f"{folder(id_)}runs/{fingerprint[:16]}-{created}/"


def open_job(objects: Objects, job: Job) -> Job:
    """Write the job down; where it is known already, return what is written."""
    if objects.create(job.name("job.json"), job.model_dump_json().encode()):
        return job
    return read_job(objects, job.id)


def read_job(objects: Objects, id_: str) -> Job:
    """Read a job that is there."""
    return Job.model_validate_json(objects.read(f"{folder(id_)}job.json").data)
