"""What every entry point behind the API does around its routes: traces, log lines by request id, metrics."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.utilities.typing import LambdaContext

Handler = Callable[[dict[str, Any], LambdaContext], dict[str, Any]]


def entry_point(answer: Handler, *, logger: Logger, metrics: Metrics) -> Handler:
    """Wrap what answers an event of API Gateway; neither events nor answers get into a trace or the log."""
    measured = metrics.log_metrics(answer)
    logged = logger.inject_lambda_context(
        measured, correlation_id_path="requestContext.requestId", clear_state=True
    )
    traced: Handler = Tracer().capture_lambda_handler(logged, capture_response=False)
    return traced
