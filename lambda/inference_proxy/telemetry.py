"""What is counted and logged for predictions; never a row or an answer."""

import sys
import time
from collections.abc import Callable

from aws_lambda_powertools import Logger, Metrics

from http_api.problems import ProblemError
from http_api.telemetry import Telemetry
from served_models.endpoint import AsleepError
from served_models.measured import Measured, metric_lines

from .predict import Accepted, Predicted


class PredictionTelemetry(Telemetry):
    """Adds what each model's requests took, and the shares of what it predicts."""

    def __init__(
        self, *, logger: Logger, metrics: Metrics, now: Callable[[], float] = time.perf_counter
    ) -> None:
        super().__init__(logger=logger, metrics=metrics)
        self._now = now
        self._started = now()
        self._cold = True

    def received(self) -> None:
        """Count the request, and begin to take its time."""
        self._started = self._now()
        super().received()

    def predicted(self, *, model: str, predicted: Predicted) -> None:
        """Count one answered request."""
        version, milliseconds = predicted.version, predicted.seconds * 1000
        asked = predicted.attempts > 0 and not predicted.by_worker
        counted = None if predicted.by_worker else predicted
        self._write(
            self._measured(model, seconds=predicted.seconds, predicted=counted is not None, asked=asked),
            predicted=counted,
        )
        self.logger.info(
            "predicted",
            model=model,
            version=version,
            rows=len(predicted.predictions),
            attempts=predicted.attempts,
            endpoint_ms=round(milliseconds, 1),
        )

    def accepted(self, *, model: str, accepted: Accepted) -> None:
        """Count one request that became a job."""
        self._write(self._measured(model, seconds=accepted.seconds, asleep=accepted.asleep))
        self.logger.info("accepted", model=model, job=accepted.job.id, version=accepted.job.version)

    def unpredicted(self, *, model: str, error: Exception) -> None:
        """Count one request for a served model that could not be answered."""
        server_side = not isinstance(error, ProblemError) or error.kind.status >= 500
        self._write(self._measured(model, problem=server_side, asleep=isinstance(error, AsleepError)))

    def _measured(
        self,
        model: str,
        *,
        seconds: float = 0.0,
        predicted: bool = False,
        problem: bool = False,
        asked: bool = False,
        asleep: bool = False,
    ) -> Measured:
        cold, self._cold = self._cold, False
        return Measured(
            model=model,
            predicted=predicted,
            problem=problem,
            cold=cold,
            asleep=asleep,
            # What a failed attempt took is not known here: its whole time would pass for the proxy's own.
            proxy_ms=None if problem else round((self._now() - self._started - seconds) * 1000, 3),
            endpoint_ms=round(seconds * 1000, 3) if asked else None,
        )

    def _write(self, measured: Measured, *, predicted: Predicted | None = None) -> None:
        lines = (
            metric_lines(measured)
            if predicted is None
            else metric_lines(
                measured,
                version=predicted.version,
                predictions=predicted.predictions,
                classes=predicted.card.target.classes,
            )
        )
        sys.stdout.write("\n".join(lines) + "\n")
