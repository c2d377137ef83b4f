"""What is counted and logged for each request; never a row, a key or an answer."""

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from .predict import Predicted
from .problems import ProblemError


class Telemetry:
    """Metrics as CloudWatch's embedded metric format, and one log line a request."""

    def __init__(self, *, logger: Logger, metrics: Metrics) -> None:
        self._logger = logger
        self._metrics = metrics

    def received(self) -> None:
        """Count the request."""
        self._metrics.add_metric(name="Requests", unit=MetricUnit.Count, value=1)

    def predicted(self, *, model: str, predicted: Predicted) -> None:
        """Count the rows and what the endpoint took, by model."""
        rows, milliseconds = len(predicted.predictions), predicted.seconds * 1000
        self._metrics.add_metadata(key="model", value=model)
        self._metrics.add_metric(name="Rows", unit=MetricUnit.Count, value=rows)
        self._metrics.add_metric(name="EndpointAttempts", unit=MetricUnit.Count, value=predicted.attempts)
        self._metrics.add_metric(name="EndpointLatency", unit=MetricUnit.Milliseconds, value=milliseconds)
        self._logger.info(
            "predicted",
            model=model,
            version=predicted.served.version,
            rows=rows,
            attempts=predicted.attempts,
            endpoint_ms=round(milliseconds, 1),
        )

    def refused(self, error: ProblemError) -> None:
        """Count the problem by status; ours are logged as errors with their cause."""
        status = error.kind.status
        self._metrics.add_metric(name=f"Problem{status}", unit=MetricUnit.Count, value=1)
        if status >= 500:
            self._logger.error(error.kind.title, status=status, detail=error.detail, cause=_cause(error))
        else:
            self._logger.warning(error.kind.title, status=status)


def _cause(error: BaseException) -> str:
    """Describe the innermost exception: what AWS or the library said."""
    while error.__cause__ is not None:
        error = error.__cause__
    return repr(error)
