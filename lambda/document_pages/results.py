"""How a job ended, as it is kept in the bucket."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from http_api.usage import Usage
from job_store.objects import Objects

from .jobs import Job
from .pages import FailedPage

NAME = "result.json"
Status = Literal["running", "succeeded", "partial", "failed"]


class Result(BaseModel):
    """The pages by number, those that failed by number, and what all of it was billed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: Literal["succeeded", "partial", "failed"]
    pages: tuple[dict[str, Any], ...] = ()
    failed: tuple[FailedPage, ...] = ()
    error: str | None = None
    units: dict[str, int] = Field(default_factory=dict)
    unanswered: dict[str, int] = Field(default_factory=dict)
    stand_ins: tuple[str, ...] = ()


def ended(pages: list[dict[str, Any]], failed: list[FailedPage], *, used: Usage) -> Result:
    """Say how it ended: partial where some pages failed, failed where all did."""
    status: Status = "succeeded" if not failed else "partial" if pages else "failed"
    error = "No page could be read." if status == "failed" else None
    return Result(
        status=status,
        pages=tuple(pages),
        failed=tuple(failed),
        error=error,
        units=dict(used.units),
        unanswered=dict(used.unanswered),
        stand_ins=tuple(used.stand_ins),
    )


def keep(objects: Objects, job: Job, result: Result) -> bool:
    """Write the result down; False when another delivery has been faster."""
    return objects.create(job.run_name(NAME), result.model_dump_json().encode())


def read(objects: Objects, job: Job) -> Result:
    """Read a result that is there."""
    return Result.model_validate_json(objects.read(job.run_name(NAME)).data)


def is_dead(objects: Objects, job: Job, *, now: float) -> bool:
    """Tell whether nothing comes of the job any more: it failed, or has no result and nobody works on it."""
    if job.run_name(NAME) in objects.names(job.run_name(NAME)):
        return read(objects, job).status == "failed"
    return now > job.deadline
