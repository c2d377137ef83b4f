"""InvokeEndpoint: the request goes to a model server, the answer comes back, and CloudWatch counts it."""

import time
import urllib.parse
from typing import Any

import urllib3

from local import aws
from local.hosting import fleets
from local.sagemaker.errors import ServiceError

MAXIMUM_BYTES = 25 * 1024 * 1024
"""Of a body to a real-time endpoint: https://docs.aws.amazon.com/sagemaker/latest/dg/realtime-endpoints.html"""

_FORWARDED = {
    "content-type": "Content-Type",
    "accept": "Accept",
    "x-amzn-sagemaker-custom-attributes": "X-Amzn-SageMaker-Custom-Attributes",
}
_Response = tuple[int, dict[str, Any], bytes]


def invoke(name: str, headers: dict[str, str], body: bytes) -> _Response:
    """Send one request to a variant of the endpoint; `ServiceError` as SageMaker Runtime would raise it."""
    name = urllib.parse.unquote(name)
    if len(body) > MAXIMUM_BYTES:
        raise ServiceError(
            code="ValidationError", message=f"The payload has {len(body)} bytes; {MAXIMUM_BYTES} is the most."
        )
    variant, server = fleets.get(name).choose(variant=headers.get("x-amzn-sagemaker-target-variant"))
    forwarded = {sent: headers[received] for received, sent in _FORWARDED.items() if received in headers}
    started = time.perf_counter()
    try:
        response = server.invoke(body=body, headers=forwarded)
    except urllib3.exceptions.HTTPError as error:
        _count(name, variant, status=500, microseconds=(time.perf_counter() - started) * 1e6)
        message = f"Received server error (0) from {variant}: no answer ({type(error).__name__})."
        raise _model_error(message=message, status=500, body="", variant=variant, endpoint=name) from error
    _count(name, variant, status=response.status, microseconds=(time.perf_counter() - started) * 1e6)
    return _answer(response, endpoint=name, variant=variant)


def _answer(response: urllib3.BaseHTTPResponse, *, endpoint: str, variant: str) -> _Response:
    if response.status >= 400:
        text = response.data.decode("utf-8", "replace")
        side = "client" if response.status < 500 else "server"
        message = f'Received {side} error ({response.status}) from {variant} with message "{text}".'
        raise _model_error(
            message=message, status=response.status, body=text, variant=variant, endpoint=endpoint
        )
    answered = {
        "Content-Type": response.headers.get("Content-Type", "application/octet-stream"),
        "x-Amzn-Invoked-Production-Variant": variant,
    }
    if attributes := response.headers.get("X-Amzn-SageMaker-Custom-Attributes"):
        answered["X-Amzn-SageMaker-Custom-Attributes"] = attributes
    return 200, answered, response.data


def _model_error(*, message: str, status: int, body: str, variant: str, endpoint: str) -> ServiceError:
    arn = f"/aws/sagemaker/Endpoints/{endpoint}:{variant}/local"
    return ServiceError(
        code="ModelError",
        message=message,
        status=424,
        Message=message,
        OriginalStatusCode=status,
        OriginalMessage=body,
        LogStreamArn=arn,
    )


def _count(endpoint: str, variant: str, *, status: int, microseconds: float) -> None:
    """Count as https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html says."""
    dimensions = [{"Name": "EndpointName", "Value": endpoint}, {"Name": "VariantName", "Value": variant}]
    values = [
        ("Invocations", 1.0, "Count"),
        ("InvocationsPerInstance", 1.0, "Count"),
        ("Invocation4XXErrors", float(400 <= status < 500), "Count"),
        ("Invocation5XXErrors", float(status >= 500), "Count"),
        ("ModelLatency", microseconds, "Microseconds"),
    ]
    data = [{"MetricName": m, "Dimensions": dimensions, "Value": v, "Unit": u} for m, v, u in values]
    aws.client("cloudwatch").put_metric_data(Namespace="AWS/SageMaker", MetricData=data)
