"""The answer to a request that became a job (RFC 9110, 15.3.3): where to ask, and when."""

from collections.abc import Mapping
from typing import Literal

from pydantic import ConfigDict

from http_api.answers import AiAnswer, json_answer
from http_api.resolver import Response

POLL_SECONDS = 5


class JobAccepted(AiAnswer):
    """A job that was opened, or found again; ask `href` after Retry-After seconds."""

    model_config = ConfigDict(defer_build=True)

    id: str
    status: Literal["accepted"] = "accepted"
    href: str


def job_path(id_: str) -> str:
    """Return where a job is found."""
    return f"/v1/jobs/{id_}"


def accepted(id_: str, *, request_id: str, headers: Mapping[str, str]) -> Response[str]:
    """Answer 202 with Location and Retry-After."""
    answer = JobAccepted(id=id_, href=job_path(id_), request_id=request_id)
    return json_answer(
        answer,
        request_id=request_id,
        status=202,
        headers={**headers, "location": job_path(id_), "retry-after": str(POLL_SECONDS)},
    )
