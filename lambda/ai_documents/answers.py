"""What the routes answer."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from document_pages.jobs import Job
from document_pages.pages import FailedPage, Page
from document_pages.results import Status
from http_api.answers import AiAnswer


class DocumentAnswer(AiAnswer):
    """A document that was read at once."""

    pages: list[Page]


class JobUsage(BaseModel):
    """What the whole job was billed, as an estimate from the price catalog."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    units: dict[str, int]
    unanswered: Annotated[
        dict[str, int], Field(description="Of calls that broke off: may be billed too, not in the price.")
    ]
    price_usd: str


class JobAnswer(AiAnswer):
    """How a job stands; results are kept for the days that the environment says, then answered with 404."""

    id: str
    kind: Literal["documents", "digitize"]
    status: Status
    created: datetime
    pages_done: Annotated[int | None, Field(description="While it runs: pages that are finished.")] = None
    pages: Annotated[
        list[dict[str, Any]] | None,
        Field(description="By number: `Page` of a documents job, `DigitizedPage` of a digitize job."),
    ] = None
    failed: tuple[FailedPage, ...] = ()
    error: Annotated[str | None, Field(description="Why the job as a whole failed.")] = None
    next: Annotated[str | None, Field(description="Where the pages that did not fit are.")] = None
    usage: JobUsage | None = None


def created(job: Job) -> datetime:
    """Return when the job was opened."""
    return datetime.fromtimestamp(job.created, tz=UTC)


def running(job: Job, *, pages_done: int, request_id: str) -> JobAnswer:
    """Say that the job goes on."""
    return JobAnswer(
        request_id=request_id,
        id=job.id,
        kind=job.kind,
        status="running",
        created=created(job),
        pages_done=pages_done,
    )
