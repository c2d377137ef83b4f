"""The answer to a request that became a job (RFC 9110, 15.3.3): where to ask, and when."""

from collections.abc import Mapping
from typing import Literal

from aws_lambda_powertools.event_handler import Response

from http_api.answers import json_answer
from http_api.metered import AiAnswer

from .jobs import Job

POLL_SECONDS = 5


class JobAccepted(AiAnswer):
    """A job that was opened, or found again; ask `href` after Retry-After seconds."""

    id: str
    status: Literal["accepted"] = "accepted"
    href: str


def job_path(id_: str) -> str:
    """Return where a job is found."""
    return f"/v1/jobs/{id_}"


def accepted(job: Job, *, request_id: str, headers: Mapping[str, str]) -> Response[str]:
    """Answer 202 with Location and Retry-After."""
    answer = JobAccepted(id=job.id, href=job_path(job.id), request_id=request_id)
    return json_answer(
        answer,
        request_id=request_id,
        status=202,
        headers={**headers, "location": job_path(job.id), "retry-after": str(POLL_SECONDS)},
    )
