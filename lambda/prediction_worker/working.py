"""One job from its message to its result, whichever way its model is served."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from http_api.problems import ProblemError, invalid
from http_api.retries import AttemptError
from job_store.ids import folder
from job_store.objects import Objects
from prediction_jobs import result
from prediction_jobs.job import NAME, PredictionsJob, read_job
from prediction_jobs.predictions import Prediction, PredictionsAnswer
from prediction_jobs.submitting import InvokeEndpointAsync
from served_models import mock, reading
from served_models.card import Card
from served_models.catalog import Catalog
from served_models.reading import UploadedRows
from served_models.rows import Row
from served_models.served_model import ServedModel

from .asking import TRY_LATER, Asker, Part
from .later import LaterError

STARTED = "started"


@dataclass(frozen=True)
class Done:
    """A job that has ended in this invocation: its predictions, or why there are none."""

    job: PredictionsJob
    parts: Sequence[Part] = ()
    classes: tuple[str, ...] = ()
    error: ProblemError | None = None


@dataclass(frozen=True, kw_only=True)
class Worker:
    """Does jobs; what it returns is what is new, None where another delivery has been faster."""

    objects: Objects
    catalog: Catalog
    asker: Asker
    invoke_async: InvokeEndpointAsync
    most_upload_bytes: int
    now: Callable[[], float]

    def open_job(self, id_: str) -> PredictionsJob | None:
        """Read a job that is to be done; None where it has ended, or has expired with its folder."""
        names = self.objects.names(folder(id_))
        if f"{folder(id_)}{NAME}" not in names or f"{folder(id_)}{result.NAME}" in names:
            return None
        return read_job(self.objects, id_)

    def work(self, job: PredictionsJob, *, remaining: Callable[[], float]) -> Done | None:
        """Do a job, or a part of it; LaterError when the rest has to wait."""
        if self.now() > job.deadline:
            return self.fail(job, result.late())
        try:
            served = self.catalog.find(job.model)
            card = self.catalog.card(served, target=job.target)
            return self._work(job, served=served, card=card, remaining=remaining)
        except ProblemError as error:
            if error.kind in TRY_LATER:
                raise LaterError(error.detail) from error
            return self.fail(job, error)

    def finish(self, job: PredictionsJob, parts: Sequence[Part], *, card: Card) -> Done | None:
        """Keep the predictions of all parts as one answer."""
        predictions: list[Prediction] = [one for part in parts for one in part.predictions]
        versions = dict.fromkeys(part.version for part in parts)
        answer = PredictionsAnswer(
            model=job.model,
            version=", ".join(versions),
            predictions=predictions,
            request_id=job.request_id,
        )
        kept = result.succeed(self.objects, job, answer, classes=card.target.classes)
        return Done(job, parts=parts, classes=card.target.classes) if kept else None

    def fail(self, job: PredictionsJob, error: ProblemError) -> Done | None:
        """Keep the problem."""
        return Done(job, error=error) if result.fail(self.objects, job, error) else None

    def count_rows(self, job: PredictionsJob) -> int:
        """Count the rows that an upload turned out to have."""
        return len(json.loads(self.objects.read(job.input).data)["instances"])

    def _work(
        self, job: PredictionsJob, *, served: ServedModel, card: Card, remaining: Callable[[], float]
    ) -> Done | None:
        rows = self._rows(job, card=card)
        if served.mode == "mock":
            made_up = Part(version=mock.VERSION, predictions=mock.predict(rows, card=card))
            return self.finish(job, [made_up], card=card)
        if served.mode == "async":
            self._hand_on(job, rows, endpoint=served.endpoint or "")
            return None
        address = served.address(job.target)
        parts = self.asker.ask(job, rows, address=address, card=card, remaining=remaining)
        return self.finish(job, parts, card=card)

    def _rows(self, job: PredictionsJob, *, card: Card) -> list[Row]:
        """Read rows that were checked, or an upload, which is checked here; its own bytes bound its rows."""
        if job.upload is None:
            rows: list[Row] = json.loads(self.objects.read(job.input).data)["instances"]
            return rows
        data = self.objects.read(job.upload.key).data
        if len(data) > self.most_upload_bytes:
            raise invalid("upload", f"has {len(data)} bytes, at most {self.most_upload_bytes} are taken")
        most = max(1, len(data))
        read = reading.read_body(data, sent_type=job.upload.content_type, card=card, max_rows=most)
        if isinstance(read, UploadedRows):
            raise invalid("instances", "is missing: an uploaded file has the rows themselves")
        return read

    def _hand_on(self, job: PredictionsJob, rows: Sequence[Row], *, endpoint: str) -> None:
        """Put an upload's rows where SageMaker reads them; its notification brings the job back here."""
        marker = job.name(STARTED)
        if marker in self.objects.names(marker):
            return
        self.objects.create(job.input, reading.write_payload(rows))
        seconds = int(job.deadline - self.now())
        try:
            self.invoke_async(endpoint=endpoint, input=job.input, job_id=job.id, seconds=seconds)
        except AttemptError as error:
            raise ProblemError(error.kind, error.detail) from error
        self.objects.create(marker, b"")
