"""GET /v1/jobs/{id} of a predictions job: the worker has done all of it, here it is only told."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import Field

from http_api.answers import AiAnswer
from http_api.problems import Problem
from job_store.accepted import job_path
from job_store.objects import Objects
from prediction_jobs import result
from prediction_jobs.job import PredictionsJob
from prediction_jobs.lines import write_predictions
from prediction_jobs.predictions import PredictionsAnswer
from prediction_jobs.result import PREDICTIONS, Result

from .finding import Found

LINK_SECONDS = 900
Link = Callable[[str], str]
"""Sign the address of an object, good for LINK_SECONDS at most."""


class PredictionsJobAnswer(AiAnswer):
    """How a predictions job stands; results are kept for the days that the environment says."""

    id: str
    kind: Literal["predictions"] = "predictions"
    status: Literal["running", "succeeded", "failed"]
    created: datetime
    model: str
    result: PredictionsAnswer | None = None
    result_url: Annotated[
        str | None, Field(description="Where the result is that does not fit one answer; good for minutes.")
    ] = None
    problem: Annotated[Problem | None, Field(description="Why it failed.")] = None


@dataclass(frozen=True)
class PredictionJobs:
    """Tells how jobs stand; what is larger than `most_bytes` is linked."""

    objects: Objects
    link: Link
    now: Callable[[], float]
    most_bytes: int

    def answer(self, found: Found, *, request_id: str) -> PredictionsJobAnswer:
        """Say how the job stands."""
        job = PredictionsJob.model_validate_json(found.record)
        told = PredictionsJobAnswer(
            request_id=request_id,
            id=job.id,
            status="running",
            created=datetime.fromtimestamp(job.created, tz=UTC),
            model=job.model,
        )
        if job.name(result.NAME) in found.names:
            return self._ended(told, job, result.read(self.objects, job))
        if self.now() > job.deadline:
            late = result.late().problem(request_id=job.request_id, path=job_path(job.id))
            return told.model_copy(update={"status": "failed", "problem": late})
        return told

    def lines(self, found: Found, answer: PredictionsJobAnswer) -> str | None:
        """Write the result as CSV; None where there is none in the answer."""
        if answer.result is None:
            return None
        job = PredictionsJob.model_validate_json(found.record)
        classes = result.read(self.objects, job).classes
        return write_predictions(answer.result.predictions, classes=classes)

    def _ended(self, told: PredictionsJobAnswer, job: PredictionsJob, kept: Result) -> PredictionsJobAnswer:
        if kept.status == "failed":
            return told.model_copy(update={"status": "failed", "problem": kept.problem})
        data = result.read_answer(self.objects, job)
        if len(data) > self.most_bytes:
            link = self.link(job.name(PREDICTIONS))
            return told.model_copy(update={"status": "succeeded", "result_url": link})
        answer = PredictionsAnswer.model_validate_json(data)
        return told.model_copy(update={"status": "succeeded", "result": answer})
