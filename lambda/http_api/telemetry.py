"""What is counted and logged for each request; never a body, a key or an answer."""

from traceback import extract_tb

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit
from botocore.exceptions import ClientError
from pydantic import ValidationError

from .problems import ProblemError


class Telemetry:
    """Metrics as CloudWatch's embedded metric format, and log lines with the request id."""

    def __init__(self, *, logger: Logger, metrics: Metrics | EphemeralMetrics) -> None:
        self.logger = logger
        self.metrics = metrics

    def received(self) -> None:
        """Count the request."""
        self.metrics.add_metric(name="Requests", unit=MetricUnit.Count, value=1)

    def refused(self, error: ProblemError) -> None:
        """Count the problem by status; ours are logged as errors with their cause."""
        status = error.kind.status
        self.metrics.add_metric(name=f"Problem{status}", unit=MetricUnit.Count, value=1)
        if status >= 500:
            self.logger.error(error.kind.title, status=status, detail=error.detail, cause=_cause(error))
        else:
            self.logger.warning(error.kind.title, status=status)

    def failed(self, error: Exception) -> None:
        """Log where a fault of ours was raised; its message, and so the traceback, may quote the request."""
        frames = [
            f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__)
        ]
        self.logger.error("unexpected error", cause=_cause(error), frames=frames)


def _cause(error: BaseException) -> str:
    """Describe the innermost exception by its type and code alone: messages quote what they are about."""
    while error.__cause__ is not None:
        error = error.__cause__
    name = type(error).__name__
    if isinstance(error, ClientError):
        return f"{name} {error.response['Error']['Code']} in {error.operation_name}"
    if isinstance(error, ValidationError):
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        return f"{name} {', '.join(fault['type'] for fault in faults[:5])} in {error.title}"
    return name
