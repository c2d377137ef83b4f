"""How a job ended, as it is kept in its folder: written once, whoever is first."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from http_api.problems import Kind, Problem, ProblemError
from job_store.accepted import job_path
from job_store.objects import Objects

from .job import PredictionsJob
from .predictions import PredictionsAnswer

NAME, PREDICTIONS = "result.json", "predictions.json"


class Result(BaseModel):
    """Whether it succeeded; the answer lies beside it, as it can be large, `classes` being its columns."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    status: Literal["succeeded", "failed"]
    classes: tuple[str, ...] = ()
    problem: Problem | None = None


def is_kept(objects: Objects, job: PredictionsJob) -> bool:
    """Tell whether the job has ended."""
    return job.name(NAME) in objects.names(job.name(NAME))


def read(objects: Objects, job: PredictionsJob) -> Result:
    """Read a result that is there."""
    return Result.model_validate_json(objects.read(job.name(NAME)).data)


def read_answer(objects: Objects, job: PredictionsJob) -> bytes:
    """Read the predictions of a job that succeeded, as JSON of a PredictionsAnswer."""
    return objects.read(job.name(PREDICTIONS)).data


def succeed(
    objects: Objects, job: PredictionsJob, answer: PredictionsAnswer, *, classes: tuple[str, ...]
) -> bool:
    """Keep the predictions, then say so; False when another delivery has been faster."""
    objects.create(job.name(PREDICTIONS), answer.model_dump_json().encode())
    return _keep(objects, job, Result(status="succeeded", classes=classes))


def fail(objects: Objects, job: PredictionsJob, error: ProblemError) -> bool:
    """Keep the problem; False when another delivery has been faster."""
    problem = error.problem(request_id=job.request_id, path=job_path(job.id))
    return _keep(objects, job, Result(status="failed", problem=problem))


def late() -> ProblemError:
    """Build the problem of a job that nobody works on any more."""
    return ProblemError(Kind.DEADLINE_EXCEEDED, "The job was not finished in time: send the request again.")


def _keep(objects: Objects, job: PredictionsJob, result: Result) -> bool:
    return objects.create(job.name(NAME), result.model_dump_json().encode())
