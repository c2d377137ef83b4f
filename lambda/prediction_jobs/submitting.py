"""Handing a job on: to the endpoint's own queue where it has one, else to the worker's."""

from collections.abc import Callable
from typing import Protocol

from job_store.objects import Objects

from .job import PredictionsJob

SUBMITTED = "submitted"
"""Written when the job was handed on: a request that finds its job again hands it on once more without it."""
Send = Callable[[str], None]
"""Put a job's id on the worker's queue; raises AttemptError."""


class InvokeEndpointAsync(Protocol):
    """SageMaker's asynchronous call: the object `input` is read when its turn comes; raises AttemptError."""

    def __call__(self, *, endpoint: str, input: str, job_id: str, seconds: int) -> None:
        """Queue the inference; after `seconds` it may be dropped."""


def submit_once(objects: Objects, job: PredictionsJob, submit: Callable[[], None]) -> None:
    """Hand the job on, unless that was done before; what was cut off in between is handed on twice."""
    marker = job.name(SUBMITTED)
    if marker in objects.names(marker):
        return
    submit()
    objects.create(marker, b"")
