"""A batch of messages: each is done by itself, and one that fails or has to wait is reported as such.

What the answer names stays in the queue, all else is deleted (Lambda guide, "Implementing partial batch
responses").
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from aws_lambda_powertools import Logger

from http_api.problems import Kind, ProblemError
from http_api.retries import Clock
from http_api.telemetry import Telemetry
from prediction_jobs.job import PredictionsJob
from served_models.endpoint import AsleepError
from served_models.measured import Measured, metric_lines

from .deliveries import Delivery, PoisonError, read_delivery
from .later import LaterError, pause
from .notified import Finisher
from .working import Done, Worker


class ShowAgain(Protocol):
    """SQS's ChangeMessageVisibility: let the message be received again after `seconds`."""

    def __call__(self, *, receipt: str, seconds: int) -> None:
        """Set it; raises StoreError where SQS does not answer."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Works a batch off."""

    worker: Worker
    finisher: Finisher
    show_again: ShowAgain
    undelivered_arn: str
    telemetry: Telemetry
    clock: Clock
    now: Callable[[], float]

    @property
    def _log(self) -> Logger:
        return self.telemetry.logger

    def work(self, event: Mapping[str, Any], *, remaining: Callable[[], float]) -> dict[str, Any]:
        """Return the messages that are not done."""
        failed = [
            record["messageId"] for record in event["Records"] if not self._done(record, remaining=remaining)
        ]
        return {"batchItemFailures": [{"itemIdentifier": id_} for id_ in failed]}

    def _done(self, record: Mapping[str, Any], *, remaining: Callable[[], float]) -> bool:
        try:
            delivery = read_delivery(record)
            job = self.worker.open_job(delivery.job_id)
        except (PoisonError, ProblemError) as error:
            self._log.warning("cannot be read", message_id=record["messageId"], cause=str(error))
            return False
        if job is None:
            self._log.info("nothing to do", job=delivery.job_id)
            return True
        return self._worked(delivery, job, remaining=remaining)

    def _worked(self, delivery: Delivery, job: PredictionsJob, *, remaining: Callable[[], float]) -> bool:
        try:
            self._report(self._outcome(delivery, job, remaining=remaining))
        except LaterError as error:
            self._again(delivery, job, error)
            return False
        except ProblemError as error:
            self._log.warning("the result cannot be kept", job=job.id, cause=str(error))
            return False
        return True

    def _outcome(
        self, delivery: Delivery, job: PredictionsJob, *, remaining: Callable[[], float]
    ) -> Done | None:
        if delivery.queue_arn == self.undelivered_arn:
            detail = "The job was tried too often without an answer: send the request again."
            return self.worker.fail(job, ProblemError(Kind.UNAVAILABLE, detail))
        if delivery.notification is not None:
            return self.finisher.finish(job, delivery.notification)
        return self._done_by_worker(job, remaining=remaining)

    def _done_by_worker(self, job: PredictionsJob, *, remaining: Callable[[], float]) -> Done | None:
        """Do it; a fault of ours ends the job, as no other attempt would be without it."""
        try:
            return self.worker.work(job, remaining=remaining)
        except (LaterError, ProblemError):
            raise
        except Exception as error:  # noqa: BLE001 - one broken job must not hold up the others
            self.telemetry.failed(error)
            detail = "The service failed: report the request id if it happens again."
            return self.worker.fail(job, ProblemError(Kind.INTERNAL, detail))

    def _again(self, delivery: Delivery, job: PredictionsJob, error: LaterError) -> None:
        seconds = error.seconds or pause(
            received=delivery.received, left=job.deadline - self.now(), uniform=self.clock.uniform
        )
        if isinstance(error.__cause__, AsleepError):
            sys.stdout.write("\n".join(metric_lines(Measured(model=job.model, asleep=True))) + "\n")
        self._log.info("later", job=job.id, seconds=seconds, reason=str(error), received=delivery.received)
        try:
            self.show_again(receipt=delivery.receipt, seconds=seconds)
        except ProblemError as failure:
            # The queue's own timeout brings it back, later than wished.
            self._log.warning("the message keeps its timeout", job=job.id, cause=str(failure))

    def _report(self, done: Done | None) -> None:
        if done is None:
            return
        job, error = done.job, done.error
        server_side = error is not None and error.kind.status >= 500
        self._log.info("ended", job=job.id, model=job.model, problem=error.kind.name if error else None)
        asked = sum(part.seconds for part in done.parts)
        measured = Measured(
            model=job.model,
            predicted=error is None,
            problem=server_side,
            endpoint_ms=round(asked * 1000, 3) if asked else None,
        )
        predictions = [one for part in done.parts for one in part.predictions]
        version = done.parts[0].version if done.parts else None
        lines = metric_lines(measured, version=version, predictions=predictions, classes=done.classes)
        sys.stdout.write("\n".join(lines) + "\n")
