"""The paid calls of one job: each part is kept when it is answered, so that no delivery pays for it again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from http_api.problems import Kind, ProblemError
from http_api.retries import MARGIN_SECONDS, Clock
from job_store.objects import Objects
from prediction_jobs.job import PredictionsJob
from prediction_jobs.predictions import Prediction
from served_models import endpoint
from served_models.card import Card
from served_models.endpoint import Address, InvokeEndpoint
from served_models.predictions import read_predictions
from served_models.reading import write_payload
from served_models.rows import Row

from .chunks import chunks
from .later import LaterError

TRY_LATER = {Kind.THROTTLED, Kind.UNAVAILABLE}


class Part(BaseModel):
    """What one call answered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    predictions: list[Prediction]
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Asks an endpoint for a job's rows; raises LaterError while it cannot answer."""

    objects: Objects
    invoke: InvokeEndpoint
    clock: Clock
    attempt_seconds: float
    most_rows: int
    most_bytes: int

    def ask(
        self,
        job: PredictionsJob,
        rows: Sequence[Row],
        *,
        address: Address,
        card: Card,
        remaining: Callable[[], float],
    ) -> list[Part]:
        """Return all parts in order; those that an earlier delivery has paid for are read back."""
        known = self.objects.names(job.name("parts") + "/")
        parts = []
        for number, some in enumerate(chunks(rows, most_rows=self.most_rows, most_bytes=self.most_bytes)):
            name = job.name("parts", f"{number:06}.json")
            if name in known:
                parts.append(Part.model_validate_json(self.objects.read(name).data))
                continue
            if remaining() < self.attempt_seconds + MARGIN_SECONDS:
                raise LaterError("no time is left in this invocation", seconds=1)
            part = self._part(job, some, address=address, card=card, remaining=remaining())
            self.objects.create(name, part.model_dump_json().encode())
            parts.append(part)
        return parts

    def _part(
        self, job: PredictionsJob, rows: Sequence[Row], *, address: Address, card: Card, remaining: float
    ) -> Part:
        try:
            answered = endpoint.ask(
                self.invoke,
                address=address,
                body=write_payload(rows),
                request_id=job.request_id,
                remaining=remaining,
                clock=self.clock,
                attempt_seconds=self.attempt_seconds,
            )
        except ProblemError as error:
            if error.kind in TRY_LATER:
                raise LaterError(error.detail) from error
            raise
        return Part(
            version=answered.payload.version or job.version,
            predictions=read_predictions(answered.payload.body, card=card, rows=len(rows)),
            seconds=answered.seconds,
        )
