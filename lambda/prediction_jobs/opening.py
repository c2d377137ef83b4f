"""From a request to a job: the id it will be found under, and its rows in the job's folder."""

from dataclasses import dataclass

from http_api.problems import invalid
from job_store.ids import fingerprint, job_id
from job_store.objects import Objects

from . import result
from .job import KIND, NAME, PredictionsJob, Upload, read_job

MOST_GENERATIONS = 10
"""Of jobs for one request, as long as the failed ones are kept."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a request asks for; `payload` are rows that were checked, `upload` a file that was not."""

    caller: str
    key: str | None
    request_id: str
    model: str
    version: str
    target: str | None = None
    payload: bytes | None = None
    rows: int | None = None
    upload: Upload | None = None

    @property
    def fingerprint(self) -> str:
        """Tell this request from another: the version is no part, or a retry would differ after a deploy."""
        source = self.payload if self.upload is None else self.upload.model_dump_json().encode()
        return fingerprint([self.model.encode(), (self.target or "").encode(), source or b""])


def opened(objects: Objects, asked: Asked, *, now: float, seconds: int) -> PredictionsJob:
    """Write the job and its rows down, or find the one that a request like this has opened before.

    Without a key, the same rows for the same version are the same job. A job that failed or ran out of time
    is dead: a new one takes its place.
    """
    content = fingerprint([asked.fingerprint.encode(), asked.version.encode()])
    for generation in range(MOST_GENERATIONS):
        id_ = job_id(
            caller=asked.caller, kind=KIND, key=asked.key, fingerprint=content, generation=generation
        )
        job = _job(id_, asked, now=now, seconds=seconds)
        if objects.create(job.name(NAME), job.model_dump_json().encode()):
            return _with_input(objects, job, asked)
        known = read_job(objects, id_)
        if known.fingerprint != asked.fingerprint:
            raise invalid("Idempotency-Key", "was used for another request: take a new one")
        if not _is_dead(objects, known, now=now):
            return _with_input(objects, known, asked)
    raise invalid(
        "body", f"has failed {MOST_GENERATIONS} times as a job: send other rows, or a new key later"
    )


def _job(id_: str, asked: Asked, *, now: float, seconds: int) -> PredictionsJob:
    return PredictionsJob(
        id=id_,
        caller=asked.caller,
        created=int(now),
        deadline=int(now) + seconds,
        fingerprint=asked.fingerprint,
        request_id=asked.request_id,
        model=asked.model,
        target=asked.target,
        version=asked.version,
        rows=asked.rows,
        upload=asked.upload,
    )


def _with_input(objects: Objects, job: PredictionsJob, asked: Asked) -> PredictionsJob:
    if asked.payload is not None:
        objects.create(job.input, asked.payload)
    return job


def _is_dead(objects: Objects, job: PredictionsJob, *, now: float) -> bool:
    if result.is_kept(objects, job):
        return result.read(objects, job).status == "failed"
    return now > job.deadline
