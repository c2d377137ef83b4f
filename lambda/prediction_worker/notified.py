"""SageMaker's word on an asynchronous inference: the model's answer is read, checked and kept."""

from dataclasses import dataclass

from http_api.problems import Kind, ProblemError
from prediction_jobs.job import PredictionsJob
from served_models.catalog import Catalog
from served_models.predictions import junk, read_predictions

from .asking import TRY_LATER, Part
from .deliveries import Notification
from .later import LaterError
from .working import Done, Worker

PREFIX = "async/"


@dataclass(frozen=True, kw_only=True)
class Finisher:
    """Finishes jobs that an asynchronous endpoint has answered, or given up."""

    worker: Worker
    catalog: Catalog
    bucket: str

    def finish(self, job: PredictionsJob, told: Notification) -> Done | None:
        """Keep the answer, or why there is none."""
        if told.invocation_status != "Completed":
            # SageMaker's reason quotes the container; all of it lies at the endpoint's failure path.
            error = ProblemError(Kind.MODEL_FAILED, "The model could not answer these rows.")
            return self.worker.fail(job, error)
        try:
            return self._completed(job, told)
        except ProblemError as error:
            if error.kind in TRY_LATER:
                raise LaterError(error.detail) from error
            return self.worker.fail(job, error)

    def _completed(self, job: PredictionsJob, told: Notification) -> Done | None:
        card = self.catalog.card(self.catalog.find(job.model), target=job.target)
        payload = self.worker.objects.read(self._key(told)).data
        rows = job.rows if job.rows is not None else self.worker.count_rows(job)
        part = Part(version=job.version, predictions=read_predictions(payload, card=card, rows=rows))
        return self.worker.finish(job, [part], card=card)

    def _key(self, told: Notification) -> str:
        """Return the object's key: a topic that others could write to must not make us read elsewhere."""
        bucket, _, key = (told.response_parameters.output_location or "").removeprefix("s3://").partition("/")
        if bucket != self.bucket or not key.startswith(PREFIX):
            raise junk("it is not where the endpoint writes")
        return key
