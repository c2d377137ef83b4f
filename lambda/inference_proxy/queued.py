"""Predictions that become a job: opened, handed on once, and awaited for a moment where the mode allows."""

from collections.abc import Callable
from dataclasses import dataclass

from http_api import problems, retries
from http_api.problems import Kind, ProblemError
from http_api.retries import Clock
from job_store.accepted import POLL_SECONDS
from job_store.objects import Objects
from prediction_jobs import result
from prediction_jobs.job import PredictionsJob
from prediction_jobs.opening import Asked, opened
from prediction_jobs.predictions import PredictionsAnswer
from prediction_jobs.submitting import InvokeEndpointAsync, Send, submit_once
from served_models.served_model import ServedModel

SUBMIT_SECONDS = 3.0
"""One attempt to hand a job on: the client's timeouts."""
MOST_WAIT_SECONDS = 20.0
MARGIN_SECONDS = 6.0
"""Kept of Lambda's time for a last look (two attempts of a read) and the answer."""
FIRST_PAUSE_SECONDS, GROWTH, LONGEST_PAUSE_SECONDS = 0.1, 1.5, 1.0


@dataclass(frozen=True)
class Queue:
    """Opens jobs; the ports are the bucket, the worker's queue, SageMaker's queue, and time."""

    objects: Objects
    send: Send
    invoke_async: InvokeEndpointAsync
    seconds: int
    now: Callable[[], float]
    clock: Clock

    def submit(self, asked: Asked, *, served: ServedModel, remaining: Callable[[], float]) -> PredictionsJob:
        """Open the job and hand it on: to SageMaker where the endpoint has a queue, else to the worker."""
        job = opened(self.objects, asked, now=self.now(), seconds=self.seconds)

        def hand_on() -> None:
            if served.mode == "async" and job.upload is None:
                endpoint, left = served.endpoint or "", job.deadline - int(self.now())
                self.invoke_async(endpoint=endpoint, input=job.input, job_id=job.id, seconds=left)
            else:
                self.send(job.id)

        submit_once(self.objects, job, lambda: self._bounded(hand_on, remaining=remaining()))
        return job

    def keep(self, asked: Asked, answer: PredictionsAnswer, *, classes: tuple[str, ...]) -> PredictionsJob:
        """Open a job that is finished at once."""
        job = opened(self.objects, asked, now=self.now(), seconds=self.seconds)
        result.succeed(self.objects, job, answer, classes=classes)
        return job

    def wait(self, job: PredictionsJob, *, remaining: Callable[[], float]) -> PredictionsAnswer | None:
        """Look for the result with growing pauses; None when it takes longer than this request may."""
        until = self.clock.now() + min(MOST_WAIT_SECONDS, remaining() - MARGIN_SECONDS)
        pause = FIRST_PAUSE_SECONDS
        while not result.is_kept(self.objects, job):
            if self.clock.now() + pause > until:
                return None
            self.clock.sleep(pause)
            pause = min(LONGEST_PAUSE_SECONDS, pause * GROWTH)
        return self._answer(job)

    def _answer(self, job: PredictionsJob) -> PredictionsAnswer:
        kept = result.read(self.objects, job)
        if kept.problem is not None:
            raise problems.told(kept.problem)
        return PredictionsAnswer.model_validate_json(result.read_answer(self.objects, job))

    def _bounded(self, hand_on: Callable[[], None], *, remaining: float) -> None:
        retries.attempt(
            hand_on,
            remaining=remaining,
            attempt_seconds=SUBMIT_SECONDS,
            late="No time was left to queue the job: try again.",
            clock=self.clock,
        )


def not_yet() -> ProblemError:
    """Build the 503 of a client who wants no job from an endpoint that answers from a queue."""
    detail = (
        "The model answers from a queue and has not yet: the same request finds the answer later; leave "
        "mode=sync away to get a job."
    )
    return ProblemError(Kind.UNAVAILABLE, detail, retry_after=POLL_SECONDS)
