"""Textract's jobs: a thread each, page by page; what they found is kept and given in portions."""

import contextvars
import hashlib
import json
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ministack.core.responses import get_account_id, get_region

from local import aws
from local.ai import images, worker
from local.ai.registry import Answer, Request, not_emulated
from local.ai.vision import ocr
from local.ai.vision import pages as page_images
from local.ai.vision.lines import Page
from local.sagemaker.errors import ServiceError

MOST_PAGES = 3_000
"""https://docs.aws.amazon.com/textract/latest/dg/limits-document.html"""

Found = list[dict[str, Any]]
Read = Callable[[Page, int], Found]
"""What a page (its number is 1 for the first) adds to a job's result."""

_lock = threading.Lock()
_jobs: dict[tuple[str, str, str], "Job"] = {}
_tokens: dict[tuple[str, str, str], tuple[str, str]] = {}


@dataclass(kw_only=True)
class Job:
    """What runs or ran: `found` grows page by page, and is answered once the job has ended."""

    api: str
    request: Request
    id: str = field(default_factory=lambda: uuid.uuid4().hex * 2)
    status: str = "IN_PROGRESS"
    message: str = ""
    pages: int = 0
    found: Found = field(default_factory=list)


def start(api: str, request: Request, read: Read) -> Answer:
    """Start a job and return its JobId; the same ClientRequestToken joins the job it started before.

    Raises `ServiceError` for a document that cannot be had, and for a token used with other parameters.
    """
    if "OutputConfig" in request or "KMSKeyId" in request:
        raise not_emulated("OutputConfig and KMSKeyId have no stand-in.", service="textract")
    location = {"S3Object": request["DocumentLocation"].get("S3Object", {})}
    body = images.read("textract", location, most=images.MOST_ASYNCHRONOUS_BYTES)
    job = Job(api=api, request=request)
    with _lock:
        if known := _known(api, request):
            return {"JobId": known}
        _jobs[_key(job.id)] = job
        if token := request.get("ClientRequestToken"):
            _tokens[_key(token)] = (_digest(api, request), job.id)
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(_run, job, body, read), daemon=True).start()
    return {"JobId": job.id}


def result(api: str, request: Request, *, member: str, most: int) -> Answer:
    """Return the state of a job, and from its end on its result in portions of `most`, as `member`."""
    job = _jobs.get(_key(request["JobId"]))
    if job is None or job.api != api:
        raise ServiceError(code="InvalidJobIdException", message=f"JobId {request['JobId']} is not known.")
    if job.status != "SUCCEEDED":
        return {"JobStatus": job.status} | ({"StatusMessage": job.message} if job.message else {})
    size, token = min(request.get("MaxResults", most), most), request.get("NextToken", "0")
    if not token.isdecimal():
        raise images.invalid("NextToken is none that this job gave.")
    last = int(token) + size
    answer = {"JobStatus": job.status, "DocumentMetadata": {"Pages": job.pages}}
    return (
        answer
        | {member: job.found[int(token) : last]}
        | ({"NextToken": str(last)} if last < len(job.found) else {})
    )


def reset() -> None:
    """Forget every job; one that runs ends with its page."""
    with _lock:
        _jobs.clear()
        _tokens.clear()


def _known(api: str, request: Request) -> str | None:
    found = _tokens.get(_key(request.get("ClientRequestToken", "")))
    if found is None:
        return None
    if found[0] != _digest(api, request):
        message = "ClientRequestToken was used with other parameters."
        raise ServiceError(code="IdempotentParameterMismatchException", message=message)
    return found[1]


def _run(job: Job, body: bytes, read: Read) -> None:
    try:
        for number in range(1, _pages(body) + 1):
            (page,) = worker.run(ocr.read, body, number - 1, number)
            job.found += read(page, number)
            job.pages = number
        job.status = "SUCCEEDED"
    except (page_images.UnreadableError, ServiceError) as error:
        job.message, job.status = str(error), "FAILED"
    _notify(job)


def _pages(body: bytes) -> int:
    total = worker.run(page_images.count, body)
    if total > MOST_PAGES:
        raise page_images.UnreadableError(f"{total} pages exceed the limit of {MOST_PAGES}.")
    return total


def _notify(job: Job) -> None:
    if channel := job.request.get("NotificationChannel"):
        message = {
            "JobId": job.id,
            "Status": job.status,
            "API": job.api,
            "Timestamp": int(time.time() * 1000),
        }
        place = {name: job.request[name] for name in ("DocumentLocation", "JobTag") if name in job.request}
        aws.client("sns").publish(TopicArn=channel["SNSTopicArn"], Message=json.dumps(message | place))


def _digest(api: str, request: Request) -> str:
    return hashlib.sha256(f"{api} {json.dumps(request, sort_keys=True)}".encode()).hexdigest()


def _key(name: str) -> tuple[str, str, str]:
    return get_account_id(), get_region(), name
