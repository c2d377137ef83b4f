"""A request that is valid, answered as the model's mode and the client's wish say: at once or as a job."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from http_api.retries import Clock
from prediction_jobs.job import PredictionsJob
from prediction_jobs.predictions import Prediction, PredictionsAnswer
from served_models import endpoint, mock
from served_models.card import Card
from served_models.endpoint import AsleepError
from served_models.predictions import read_predictions

from .checking import Checked, Checker, PredictionRequest
from .queued import Queue, not_yet


@dataclass(frozen=True, kw_only=True)
class Predicted:
    """The predictions and the version that made them; `seconds` went by while the endpoint was asked."""

    predictions: list[Prediction]
    version: str
    card: Card
    media_type: str
    attempts: int = 0
    seconds: float = 0.0
    mocked: bool = False
    by_worker: bool = False
    """Whether it was a job that was awaited: the worker has counted it."""


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The request has become a job."""

    job: PredictionsJob
    seconds: float = 0.0
    mocked: bool = False
    asleep: bool = False


Outcome = Predicted | Accepted


@dataclass(frozen=True)
class Predictor:
    """Asks, queues or makes up."""

    checker: Checker
    invoke: endpoint.InvokeEndpoint
    queue: Queue
    clock: Clock

    def predict(self, request: PredictionRequest, *, remaining: Callable[[], float]) -> Outcome:
        """Answer a request; `remaining` gives the seconds until Lambda's timeout."""
        checked = self.checker.check(request)
        if checked.asked.upload is not None:
            return self._accept(checked, remaining=remaining)
        if checked.served.mode == "mock":
            return self._made_up(checked)
        if checked.mode == "async":
            return self._accept(checked, remaining=remaining)
        if checked.served.mode == "async":
            return self._awaited(checked, remaining=remaining)
        try:
            return self._asked(checked, remaining=remaining())
        except AsleepError:
            if checked.mode == "sync":
                raise
            return replace(self._accept(checked, remaining=remaining), asleep=True)

    def _asked(self, checked: Checked, *, remaining: float) -> Predicted:
        answered = endpoint.ask(
            self.invoke,
            address=checked.address,
            body=checked.asked.payload or b"",
            request_id=checked.asked.request_id,
            remaining=remaining,
            clock=self.clock,
        )
        return Predicted(
            predictions=read_predictions(answered.payload.body, card=checked.card, rows=len(checked.rows)),
            version=answered.payload.version or checked.asked.version,
            card=checked.card,
            media_type=checked.media_type,
            attempts=answered.attempts,
            seconds=answered.seconds,
        )

    def _made_up(self, checked: Checked) -> Outcome:
        found = mock.predict(checked.rows, card=checked.card)
        if checked.mode == "async":
            answer = PredictionsAnswer(
                model=checked.asked.model,
                version=mock.VERSION,
                predictions=found,
                request_id=checked.asked.request_id,
            )
            job = self.queue.keep(checked.asked, answer, classes=checked.card.target.classes)
            return Accepted(job=job, mocked=True)
        return Predicted(
            predictions=found,
            version=mock.VERSION,
            card=checked.card,
            media_type=checked.media_type,
            mocked=True,
        )

    def _accept(self, checked: Checked, *, remaining: Callable[[], float]) -> Accepted:
        job = self.queue.submit(checked.asked, served=checked.served, remaining=remaining)
        return Accepted(job=job, mocked=checked.served.mode == "mock")

    def _awaited(self, checked: Checked, *, remaining: Callable[[], float]) -> Outcome:
        started = self.clock.now()
        job = self.queue.submit(checked.asked, served=checked.served, remaining=remaining)
        answer = self.queue.wait(job, remaining=remaining)
        seconds = self.clock.now() - started
        if answer is None:
            if checked.mode == "sync":
                raise not_yet()
            return Accepted(job=job, seconds=seconds)
        return Predicted(
            predictions=answer.predictions,
            version=answer.version,
            card=checked.card,
            media_type=checked.media_type,
            attempts=1,
            seconds=seconds,
            by_worker=True,
        )
