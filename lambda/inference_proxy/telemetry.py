"""What is counted and logged for predictions; never a row or an answer."""

from aws_lambda_powertools.metrics import MetricUnit

from http_api.telemetry import Telemetry

from .predict import Predicted


class PredictionTelemetry(Telemetry):
    """Adds the rows and what the endpoint took, by model."""

    def predicted(self, *, model: str, predicted: Predicted) -> None:
        """Count one answered request."""
        rows, milliseconds = len(predicted.predictions), predicted.seconds * 1000
        self.metrics.add_metadata(key="model", value=model)
        self.metrics.add_metric(name="Rows", unit=MetricUnit.Count, value=rows)
        self.metrics.add_metric(name="EndpointAttempts", unit=MetricUnit.Count, value=predicted.attempts)
        self.metrics.add_metric(name="EndpointLatency", unit=MetricUnit.Milliseconds, value=milliseconds)
        self.logger.info(
            "predicted",
            model=model,
            version=predicted.served.version,
            rows=rows,
            attempts=predicted.attempts,
            endpoint_ms=round(milliseconds, 1),
        )
