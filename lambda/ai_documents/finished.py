"""A finished job as it is answered: its pages, as many as fit, and what all of it has cost."""

import json
from collections.abc import Sequence
from typing import Any

from document_pages.jobs import Job
from document_pages.results import Result
from http_api.prices import PriceList
from job_store.accepted import job_path

from .answers import JobAnswer, JobUsage, created

MOST_ANSWER_BYTES = 4 * 1024 * 1024
"""Of pages in one answer; Lambda's limit is 6 MB for all of it."""


def finished(job: Job, result: Result, *, first: int, prices: PriceList, request_id: str) -> JobAnswer:
    """Answer the pages from number `first` on."""
    window, following = page_window(result.pages, first=first)
    return JobAnswer(
        request_id=request_id,
        id=job.id,
        kind=job.kind,
        status=result.status,
        created=created(job),
        pages=window,
        failed=result.failed,
        error=result.error,
        next=None if following is None else f"{job_path(job.id)}?from={following}",
        usage=JobUsage(
            units=result.units,
            unanswered=result.unanswered,
            price_usd=f"{prices.estimate(result.units):.9f}",
        ),
    )


def page_window(pages: Sequence[dict[str, Any]], *, first: int) -> tuple[list[dict[str, Any]], int | None]:
    """Return the pages from number `first` that fit one answer, and the number of the next, if any."""
    fitting: list[dict[str, Any]] = []
    size = 0
    for page in pages:
        if page["page"] < first:
            continue
        size += len(json.dumps(page, separators=(",", ":")))
        if fitting and size > MOST_ANSWER_BYTES:
            return fitting, int(page["page"])
        fitting.append(page)
    return fitting, None
